/**
 * Whether things work, as seen from inside.
 *
 * <pre>{@code
 * return Health.degraded("index", "is being rebuilt: 40,000 of 90,000 posts");
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.allmende.api.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
