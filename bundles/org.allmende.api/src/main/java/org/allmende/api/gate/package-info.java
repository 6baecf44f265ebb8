/**
 * Checks before a post is published.
 *
 * <pre>{@code
 * @Component(service = Gate.class)
 * public final class ShoutingGate implements Gate {
 *     public String name() { return "shouting"; }
 *     public Verdict judge(Draft draft) {
 *         return draft.body().equals(draft.body().toUpperCase(Locale.ROOT))
 *                 ? Verdict.flag(Reason.of("shouting", "upper-case", "The whole post is in capitals."))
 *                 : Verdict.allow();
 *     }
 * }
 * }</pre>
 */
@Export
@Version("1.0.1")
package org.allmende.api.gate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
