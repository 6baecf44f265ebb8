/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allmende.api.audit.Audit;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Unit;

/** An {@link Audit} that remembers what it was asked to record, whether or not it was kept. Thread-safe. */
public final class TestAudit implements Audit {

    private final List<String> acts = new CopyOnWriteArrayList<>();

    @Override
    public Unit entry(Viewer who, String client, String act, String subject, String detail) {
        acts.add((act + " " + detail).strip());
        return Unit.nothing();
    }

    /** Each as its act and its detail, such as {@code members.role member → moderator}, the oldest first. */
    public List<String> acts() {
        return List.copyOf(acts);
    }
}
