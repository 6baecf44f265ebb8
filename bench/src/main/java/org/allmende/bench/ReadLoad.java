/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Reads pages at a fixed rate, from a process of its own. Open-loop: every request has its time beforehand and its latency
 * counts from that time, so a server that stalls is charged for all that should have been asked meanwhile.
 */
public final class ReadLoad {

    private static final int CONNECTIONS = 32;

    private ReadLoad() {}

    /** {@code URL FILE-OF-PATHS RATE/s SECONDS SEED OUT} */
    public static void main(String[] arguments) throws Exception {
        URI base = URI.create(arguments[0]);
        List<String> paths = Files.readAllLines(Path.of(arguments[1]));
        int rate = Integer.parseInt(arguments[2]);
        int seconds = Integer.parseInt(arguments[3]);
        int[] order = new Random(Long.parseLong(arguments[4]))
                .ints(rate * seconds, 0, paths.size())
                .toArray();
        ConcurrentHistogram latencies = new ConcurrentHistogram(60_000_000L, 3);
        Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
        AtomicLong next = new AtomicLong();
        long begun = System.nanoTime() + 200_000_000L;
        long gap = 1_000_000_000L / rate;
        Wire wire = new Wire(base);
        Thread[] readers = new Thread[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            readers[i] = Thread.ofPlatform().start(() -> {
                for (long n = next.getAndIncrement(); n < order.length; n = next.getAndIncrement()) {
                    long due = begun + n * gap;
                    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                        LockSupport.parkNanos(due - now);
                    }
                    one(wire, paths.get(order[(int) n]), failures);
                    latencies.recordValue(Math.min(60_000_000L, (System.nanoTime() - due) / 1_000));
                }
            });
        }
        for (Thread reader : readers) {
            reader.join();
        }
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("requests", latencies.getTotalCount());
        seen.put("perSecond", latencies.getTotalCount() / ((System.nanoTime() - begun) / 1e9));
        seen.put("failed", failures.values().stream().mapToLong(AtomicLong::get).sum());
        seen.put("failures", failures.toString());
        for (double percentile : new double[] {50, 90, 99, 99.9}) {
            String name = "p" + String.valueOf(percentile).replaceAll("\\.0$|\\.", "") + "ms";
            seen.put(name, latencies.getValueAtPercentile(percentile) / 1000.0);
        }
        seen.put("maxms", latencies.getMaxValue() / 1000.0);
        Client.JSON.writeValue(Path.of(arguments[5]).toFile(), seen);
    }

    private static void one(Wire wire, String path, Map<String, AtomicLong> failures) {
        try {
            int status = wire.get(path);
            if (status != 200) {
                failures.computeIfAbsent("status " + status, k -> new AtomicLong())
                        .incrementAndGet();
            }
        } catch (IOException e) {
            failures.computeIfAbsent(e.getClass().getSimpleName(), k -> new AtomicLong())
                    .incrementAndGet();
        }
    }
}
