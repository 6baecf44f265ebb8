/**
 * Content as communities have it, whatever the host: spaces, topics, posts.
 *
 * <p>Every item is named by a {@link org.allmende.api.content.Ref}, unique over all hosts:
 *
 * <pre>{@code
 * Ref post = Ref.parse("forum:post:8123");
 * assert post.equals(Ref.post("forum", "8123"));
 * }</pre>
 *
 * <p>Records here are values as of one revision. Bodies are Markdown (CommonMark) unless the host says otherwise.
 */
@Export
@Version("1.0.0")
package org.allmende.api.content;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
