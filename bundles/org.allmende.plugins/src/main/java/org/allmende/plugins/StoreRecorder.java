/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins;

import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.swap.Recorder;
import org.allmende.plugins.swap.Swap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps acts in the audit and switches in the log of events. Thread-safe. */
final class StoreRecorder implements Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(StoreRecorder.class);

    private final Store store;
    private final Audit audit;

    StoreRecorder(Store store, Audit audit) {
        this.store = store;
        this.audit = audit;
    }

    @Override
    public void asked(Asker who, String act, String plugin, String detail) {
        store.writeNow(audit.entry(who.viewer(), who.client(), act, plugin, detail));
    }

    @Override
    public void switched(Swap swap) {
        Ref feature = Ref.of("allmende", "feature", swap.plugin());
        Unit unit = Unit.nothing()
                .event(new Occurrence(Event.FEATURE_SWITCHED, feature, swap.number(), Optional.empty()))
                .once("feature.switched/" + swap.id());
        store.write(unit).whenComplete((committed, failure) -> {
            Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
            if (cause != null && !(cause instanceof Store.Duplicate)) {
                // The journal has it; the switch stands.
                LOG.warn("{} was not recorded as an event", swap, cause);
            }
        });
    }
}
