/**
 * What happened, in order, and who follows it.
 *
 * <p>Events carry ids and revisions, never text or personal data: a consumer asks the host for what it needs.
 *
 * <pre>{@code
 * @Component(service = Consumer.class)
 * public final class ReplyCounter implements Consumer {
 *     public String name() { return "campaigns.replies"; }
 *     public Set<String> types() { return Set.of(Event.POST_CREATED); }
 *     public Unit handle(List<Event> batch) {
 *         return Unit.of(Statement.of("UPDATE campaigns_count SET replies = replies + ?", batch.size()));
 *     }
 * }
 * }</pre>
 */
@Export
@Version("1.0.1")
package org.allmende.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
