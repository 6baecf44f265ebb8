/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.List;
import java.util.OptionalLong;
import org.allmende.api.event.DeadLetters;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands that no host could do, among all that was set aside. Thread-safe. */
@Component(service = DeadLetters.class)
public final class DeadCommands implements DeadLetters {

    private static final String SOURCE = "command";

    private final CommandOutbox outbox;
    private final Store store;

    @Activate
    public DeadCommands(@Reference CommandOutbox outbox, @Reference Store store) {
        this.outbox = outbox;
        this.store = store;
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public List<Letter> list(int limit) {
        return outbox.commands("dead", OptionalLong.empty(), limit).stream()
                .map(row -> new Letter(
                        SOURCE + "-" + row.number(),
                        row.host(),
                        row.kind(),
                        row.subject(),
                        row.attempts(),
                        row.failure(),
                        row.nextTry(),
                        false))
                .toList();
    }

    @Override
    public boolean replay(String id) {
        String number = id.startsWith(SOURCE + "-") ? id.substring(SOURCE.length() + 1) : "";
        if (!number.matches("[0-9]{1,18}")) {
            return false;
        }
        try {
            store.writeNow(outbox.replay(Long.parseLong(number)));
        } catch (Conflict e) {
            return false;
        }
        outbox.wake();
        return true;
    }
}
