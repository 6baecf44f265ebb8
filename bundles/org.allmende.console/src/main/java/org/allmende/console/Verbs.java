/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.allmende.api.console.Verb;

/** The words there are. Safe for concurrent use. */
final class Verbs {

    private final List<Verb> verbs = new ArrayList<>();
    private boolean complete;

    synchronized void add(Verb verb) {
        verbs.add(verb);
        notifyAll();
    }

    synchronized void remove(Verb verb) {
        verbs.remove(verb);
    }

    /** Says whether the suite is ready, so that a word that is not there will not come either. */
    synchronized void complete(boolean is) {
        complete = is;
        notifyAll();
    }

    synchronized List<Verb> sorted() {
        return verbs.stream().sorted(Comparator.comparing(Verb::name)).toList();
    }

    /** While the suite is starting, a word that is not there yet gets {@code patience} to appear. */
    synchronized Optional<Verb> find(String name, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Verb> found =
                    verbs.stream().filter(verb -> verb.name().equals(name)).findFirst();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || complete || left <= 0) {
                return found;
            }
            wait(left);
        }
    }
}
