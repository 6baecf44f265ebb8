/**
 * What happens at a time: jobs that recur and tasks that are due once. Both survive restarts and clock jumps; each due
 * time is done once.
 *
 * <pre>{@code
 * store.write(Unit.of(scheduled).task(new Task("campaigns.publish", campaign + "/" + zone, due, campaign)));
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.allmende.api.job;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
