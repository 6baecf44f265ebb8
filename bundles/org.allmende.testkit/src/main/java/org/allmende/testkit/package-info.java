/**
 * What a bundle's own tests need of the runtime, for real, without a framework:
 *
 * <pre>{@code
 * try (TestStore kept = TestStore.in(home, clock).with("moderation", Path.of("src/main/resources"))) {
 *     Cases cases = new Cases(kept.store(), kept.ids(), clock);
 *     …
 * }
 * }</pre>
 */
package org.allmende.testkit;
