/**
 * How a feature's services are lent out, so that a feature can be swapped while calls are under way.
 *
 * <p>A contract interface carries {@link org.allmende.api.lease.Leased}. A feature offers an ordinary service under it; the
 * lease runtime hides that service and stands a permanent proxy in its place. Features and hosts never use this package
 * beyond the annotation: they reference the interface and get the proxy. The runtime's own bundles iterate the kinds that
 * have many providers through {@link org.allmende.api.lease.Leases}:
 *
 * <pre>{@code
 * try (Snapshot snapshot = leases.open()) {
 *     for (Offer<Gate> gate : snapshot.offers(Gate.class)) {
 *         gate.service().judge(draft);
 *     }
 * }
 * }</pre>
 */
@Export
@Version("1.1.0")
package org.allmende.api.lease;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
