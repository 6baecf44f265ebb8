/**
 * Finding things, as other features use it.
 *
 * <pre>{@code
 * List<Search.Hit> close = search.find(new Search.Query("summer school", viewer, 5)).hits();
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.allmende.api.search;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
