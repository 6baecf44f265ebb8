/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Switches generations. For the bundle that swaps features ({@code org.allmende.plugins}) only.
 *
 * <p>The bundles of a generation are installed at locations that begin with {@link Generation#prefix()}; their contract
 * services are hidden from everybody from the moment they are registered and lent out after {@link #open}.
 */
@ProviderType
public interface Generations {

    /** Service names (class names) that the generation's bundles have registered, for its health check. */
    List<String> registered(Generation generation);

    /**
     * What a generation that is not yet open would offer of a kind, for its health check only. Activates all its services.
     *
     * @throws IllegalStateException naming the service that could not be activated
     */
    <T> List<Offer<T>> candidates(Generation generation, Class<T> kind);

    /**
     * What will be offered once {@link #open} has been called with the same, as a snapshot that nobody else sees; for trying
     * {@code next} before it counts. Activates all its services. Permanent proxies still lead to what is offered now.
     *
     * @throws IllegalStateException naming the service of {@code next} that could not be activated
     */
    Snapshot ahead(Generation next, Optional<Generation> previous);

    /**
     * Offers {@code next} in place of {@code previous}: drains the exclusive kinds of {@code previous}, publishes the new
     * table, then drains the rest of {@code previous}. Blocks until drained, at most {@code limit} for each of the two.
     *
     * @throws IllegalStateException naming the service of {@code next} that could not be activated; then nothing has changed
     */
    default Drained open(Generation next, Optional<Generation> previous, Duration limit) {
        return open(Map.of(next, previous), limit);
    }

    /**
     * As {@link #open(Generation, Optional, Duration)}, for generations of several features that depend on one another: all are
     * switched at once, so that nobody sees the one without the other.
     *
     * @param together what is to be offered, each with what it takes the place of
     */
    Drained open(Map<Generation, Optional<Generation>> together, Duration limit);

    /** Offers {@code generation} no more and drains it. */
    Drained close(Generation generation, Duration limit);

    /** What was told of a generation's calls ({@link Leases#ended}) since it was opened; none once it is closed. */
    Tally tally(Generation generation);

    /** So many calls, and how many of them failed. */
    record Tally(long calls, long failures) {

        public static final Tally NONE = new Tally(0, 0);

        /** What came after {@code earlier}. */
        public Tally since(Tally earlier) {
            return new Tally(calls - earlier.calls, failures - earlier.failures);
        }
    }

    /**
     * Runs {@code work}, such as waiting for a switch, while no drain waits for the snapshots that the calling thread holds.
     * Afterwards the thread must not call what it got from them: it may have gone.
     */
    <T> T aside(Callable<T> work) throws Exception;

    /**
     * One installed version of a feature.
     *
     * @param feature id such as {@code search}
     * @param version such as {@code 1.0.0}
     * @param number unique and growing over the deployment's life
     */
    record Generation(String feature, String version, long number) {

        /** What the locations of its bundles begin with. */
        public String prefix() {
            return "gen:" + feature + "/" + number + "/";
        }
    }

    /**
     * How a drain ended.
     *
     * @param calls calls that were under way when it began
     * @param broken calls that had to be interrupted at the limit; 0 in a good swap
     */
    record Drained(int calls, int broken, Duration took) {}
}
