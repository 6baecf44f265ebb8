/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.store.Store;
import org.allmende.api.web.Rehearsal;
import org.allmende.web.rehearse.RecentReads;
import org.allmende.web.rehearse.RecentReads.Read;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads again what was read lately. Thread-safe. */
@Component(service = Rehearsal.class)
public final class Rehearsals implements Rehearsal {

    /** Of what the new generation answers itself, at most, for each of its addresses. */
    private static final int OWN = 20;
    /** Of what others answer, where its panels may stand. */
    private static final int OTHERS = 4;

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Dispatcher dispatcher;
    private final RecentReads recent;
    private final Members members;
    private final Store store;

    @Activate
    public Rehearsals(
            @Reference Dispatcher dispatcher,
            @Reference RecentReads recent,
            @Reference Members members,
            @Reference Store store) {
        this.dispatcher = dispatcher;
        this.recent = recent;
        this.members = members;
        this.store = store;
    }

    @Override
    public Outcome rehearse(Snapshot ahead, String feature, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        store.rehearse(() -> {
            for (Read read : chosen(feature)) {
                if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                    return;
                }
                long began = System.nanoTime();
                done.incrementAndGet();
                failed.addAndGet(dispatcher.again(read, ahead) == 500 ? 1 : 0);
                giveWay(System.nanoTime() - began);
            }
        });
        return new Outcome(done.get(), failed.get());
    }

    /** Nobody waits for this, so whoever waits for an answer comes first: half of the time at least is theirs. */
    private static void giveWay(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LONGEST_PAUSE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One of each address first, then a second, and so on: if time runs out, each was there. */
    private List<Read> chosen(String feature) {
        Map<String, Integer> times = new HashMap<>();
        List<List<Read>> rounds = new ArrayList<>();
        for (Read read : recent.newestFirst()) {
            int round = times.merge(read.feature() + " " + read.endpoint(), 1, Integer::sum) - 1;
            boolean own = read.feature().equals(feature);
            if (round < (own ? OWN : OTHERS) && isStillSo(read)) {
                while (rounds.size() <= round) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(round).add(read);
            }
        }
        return rounds.stream().flatMap(List::stream).toList();
    }

    /** Whoever has gone, or has another role by now, reads nothing again. */
    private boolean isStillSo(Read read) {
        Optional<Member> then = read.viewer().member();
        return then.isEmpty()
                || members.find(then.get().ref())
                        .filter(now -> now.role() == then.get().role())
                        .isPresent();
    }
}
