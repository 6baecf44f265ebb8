/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.host.Host;
import org.allmende.api.host.Hosts;

/**
 * Reads everything that the hosts have into a volume, and then what has happened meanwhile. For one thread.
 */
final class Reading {

    private static final int BATCH = 500;

    private final Volume fresh;
    private final Hosts hosts;
    private final Events events;
    private final Scribe scribe;
    private final BooleanSupplier closed;
    private final LongConsumer progress;
    private final Set<String> there;
    private long at;
    private long posts;

    /**
     * @param closed whether to stop
     * @param progress is told how many posts have been read so far
     */
    Reading(Volume fresh, Hosts hosts, Events events, Scribe scribe, BooleanSupplier closed, LongConsumer progress) {
        this.fresh = fresh;
        this.hosts = hosts;
        this.events = events;
        this.scribe = scribe;
        this.closed = closed;
        this.progress = progress;
        this.there = Set.copyOf(hosts.ids());
        this.at = events.newest();
    }

    /** Up to where and of which hosts all has been read. */
    Volume.Mark mark() {
        return new Volume.Mark(at, there);
    }

    void readHosts() throws IOException {
        for (String host : there) {
            readHost(host);
        }
    }

    private void readHost(String host) throws IOException {
        String after = "";
        while (true) {
            stopIfClosed();
            Host.Scan scan = hosts.scan(host, after, BATCH);
            scribe.write(fresh, scan.posts());
            posts += scan.posts().size();
            progress.accept(posts);
            if (scan.next().isEmpty()) {
                return;
            }
            after = scan.next().get();
        }
    }

    /** Reads on in the log, up to its end or past {@code upTo}. */
    void readLog(long upTo) throws IOException {
        boolean more = true;
        while (more) {
            stopIfClosed();
            List<Event> next = events.after(at, BATCH);
            if (!next.isEmpty()) {
                scribe.write(fresh, next);
                at = next.getLast().offset();
            }
            more = !next.isEmpty() && at < upTo;
        }
    }

    void stopIfClosed() {
        if (closed.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("this generation is being stopped");
        }
    }
}
