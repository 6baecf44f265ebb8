/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit.runtime;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Swaps a feature while pages are read at a steady pace, whether the answers come or not: a suite that stands still is asked
 * all the same. For one run.
 */
final class SwapsUnderLoad {

    private static final long PACE = Duration.ofMillis(10).toNanos();
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final int TOLD = 100;

    private final Allmende suite;
    private final String feature;
    private final List<String> paths;
    private final Client client;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> quiet = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> swapping = Collections.synchronizedList(new ArrayList<>());
    private volatile List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;
    private long requests;

    SwapsUnderLoad(Allmende suite, String feature, List<String> paths) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("no paths to read");
        }
        this.suite = suite;
        this.feature = feature;
        this.paths = List.copyOf(paths);
        this.client = suite.admin();
    }

    SwapReport run(int swaps) {
        long slowest = 0;
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread pacer = Thread.ofPlatform().daemon().start(() -> read(readers));
            try {
                pause(WARM_UP);
                times = quiet;
                pause(QUIET);
                times = swapping;
                for (int i = 0; i < swaps; i++) {
                    slowest = Math.max(slowest, swap());
                    pause(BETWEEN);
                }
            } finally {
                over = true;
                join(pacer);
            }
        }
        return new SwapReport(
                swaps, requests, failures, percentile(quiet), percentile(swapping), Duration.ofNanos(slowest));
    }

    private long swap() {
        long begun = System.nanoTime();
        String state = client.post("/api/v1/plugins/" + feature + "/restart?wait=true", Map.of())
                .good()
                .json()
                .get("state")
                .stringValue();
        if (state.equals("ROLLED_BACK")) {
            throw new AssertionError("the swap of " + feature + " went back; the suite said:\n" + suite.errors());
        }
        return System.nanoTime() - begun;
    }

    private void read(ExecutorService readers) {
        for (long due = System.nanoTime(); !over; due += PACE) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String path = paths.get((int) (requests % paths.size()));
            long from = due;
            List<Long> into = times;
            requests++;
            readers.execute(() -> read(path, from, into));
        }
    }

    private void read(String path, long due, List<Long> into) {
        try {
            Client.Answer answer = client.get(path);
            into.add(System.nanoTime() - due);
            if (answer.status() >= 400) {
                fail(path + " answered " + answer.status());
            }
        } catch (UncheckedIOException e) {
            fail(path + ": " + e.getCause());
        }
    }

    private void fail(String what) {
        if (failures.size() < TOLD) {
            failures.add(what);
        }
    }

    private static Duration percentile(List<Long> times) {
        synchronized (times) {
            List<Long> sorted = times.stream().sorted().toList();
            return sorted.isEmpty() ? Duration.ZERO : Duration.ofNanos(sorted.get(sorted.size() * 99 / 100));
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
