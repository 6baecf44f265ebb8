/**
 * The forum or CMS that the suite is plugged into: a source of changes and a taker of commands.
 *
 * <p>A feature reaches all hosts through {@link org.allmende.api.host.Hosts}, asks what a host can do, and says what it
 * cannot:
 *
 * <pre>{@code
 * Optional<Post> post = hosts.post(ref);
 * if (hosts.can(ref, Capability.HIDE)) {
 *     store.write(Unit.of(caseClosed).command(new Command.Hide(id, ref, moderator, "guideline 2.1")));
 * }
 * }</pre>
 */
@Export
@Version("1.1.0")
package org.allmende.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
