/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.rehearse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.web.message.Incoming;
import org.osgi.service.component.annotations.Component;

/**
 * What was read lately, so that it can be read again: the address and who looked, without anything that proves who they
 * are. In memory only. Thread-safe.
 */
@Component(service = RecentReads.class)
public final class RecentReads {

    /** A power of two; enough that rare pages are among them, too. */
    private static final int KEPT = 256;

    /** What an answer may depend on, besides the address and who asks. */
    private static final List<String> HEADERS = List.of("accept", "accept-language", "hx-request", "hx-boosted");

    /**
     * A request that was answered.
     *
     * @param feature who answered
     * @param endpoint the path's pattern there
     */
    public record Read(String feature, String endpoint, Incoming in, Viewer viewer) {

        /** Keeps nothing of {@code in} that is secret. */
        public static Read of(String feature, String endpoint, Incoming in, Viewer viewer) {
            Map<String, List<String>> headers = new HashMap<>();
            HEADERS.forEach(name -> {
                List<String> values = in.headers().get(name);
                if (values != null) {
                    headers.put(name, values);
                }
            });
            Incoming bare = new Incoming("GET", in.rawPath(), in.query(), headers, Incoming.Body.NONE, 0, in.address());
            return new Read(feature, endpoint, bare, viewer);
        }
    }

    private final AtomicReferenceArray<Read> places = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong count = new AtomicLong();

    public void add(Read read) {
        places.set((int) (count.getAndIncrement() & (KEPT - 1)), read);
    }

    public List<Read> newestFirst() {
        List<Read> reads = new ArrayList<>();
        long newest = count.get() - 1;
        for (long i = newest; i >= 0 && i > newest - KEPT; i--) {
            Read read = places.get((int) (i & (KEPT - 1)));
            if (read != null) {
                reads.add(read);
            }
        }
        return reads;
    }

    /** Forgets what a member read. */
    public void forget(Ref member) {
        for (int i = 0; i < KEPT; i++) {
            Read read = places.get(i);
            if (read != null
                    && read.viewer()
                            .member()
                            .map(Member::ref)
                            .filter(member::equals)
                            .isPresent()) {
                places.compareAndSet(i, read, null);
            }
        }
    }
}
