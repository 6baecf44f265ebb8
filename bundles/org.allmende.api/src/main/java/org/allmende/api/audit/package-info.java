/**
 * Who did what, when, from where.
 *
 * <pre>{@code
 * store.write(unit.and(audit.entry(request.viewer(), request.client(), "moderation.hide", post.ref().toString(), "")));
 * }</pre>
 */
@Export
@Version("1.1.0")
package org.allmende.api.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
