/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allmende.testkit.runtime.Client;
import tools.jackson.databind.JsonNode;

/** Swaps the four features in turn, one fresh generation after the other, until closed. */
final class Swapping implements AutoCloseable {

    private static final List<String> FEATURES = List.of("search", "moderation", "localization", "campaigns");

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean ending;

    Swapping(Client admin) {
        thread = Thread.ofVirtual().start(() -> {
            for (int turn = 0; !ending && failure.get() == null; turn++) {
                swap(admin, FEATURES.get(turn % FEATURES.size()));
            }
        });
    }

    private void swap(Client admin, String feature) {
        try {
            Client.Answer answer = admin.post("/api/v1/plugins/" + feature + "/restart?wait=true", "{}");
            JsonNode swap = answer.good().json();
            if (swap.path("state").asString().equals("ROLLED_BACK")) {
                failure.set(swap.toString());
            }
            done.incrementAndGet();
        } catch (RuntimeException | AssertionError e) {
            failure.set(feature + ": " + e);
        }
    }

    int done() {
        return done.get();
    }

    /** Ends after the swap under way; fails if one failed. */
    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure.get() != null) {
            throw new AssertionError("a swap failed: " + failure.get());
        }
    }
}
