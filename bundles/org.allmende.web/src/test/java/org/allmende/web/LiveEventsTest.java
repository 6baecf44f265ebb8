/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.problem.Problem;
import org.allmende.web.message.Incoming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LiveEventsTest {

    private final Log log = new Log();
    private final LiveEvents live = new LiveEvents(log, new Site("Commons", "", Path.of(".")));

    private static Incoming asking(String... headers) {
        return TestSite.request("GET", "/api/v1/events", "", headers);
    }

    @Test
    void onlyAStreamIsMeant() {
        assertThat(live.isMeant(asking("Accept", "text/event-stream"))).isTrue();
        assertThat(live.isMeant(asking("Accept", "application/json"))).isFalse();
        assertThat(live.isMeant(TestSite.request("GET", "/other", "", "Accept", "text/event-stream")))
                .isFalse();
    }

    @Test
    void whatIsKeptNoMoreIsSaidBeforeTheStreamBegins() {
        for (int i = 1; i <= 12; i++) {
            log.add(i);
        }
        log.floor = 10;
        assertThat(live.refused(asking("Last-Event-ID", "3")).orElseThrow().status())
                .isEqualTo(410);
        assertThat(live.refused(asking("Last-Event-ID", "x")).orElseThrow().status())
                .isEqualTo(400);
        assertThat(live.refused(asking())).isEmpty();
    }

    @Test
    void aListenerGetsWhatItMissedAndThenWhatHappens() throws Exception {
        log.add(1);
        log.add(2);
        try (PipedInputStream in = new PipedInputStream(1 << 16);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            CountDownLatch ended = new CountDownLatch(1);
            live.listen(new PipedOutputStream(in), 1, () -> true, ended::countDown);
            assertThat(next(lines, "id: ")).isEqualTo("id: 2");
            assertThat(next(lines, "data: "))
                    .isEqualTo("data: {\"offset\":2,\"type\":\"post.created\",\"time\":\"1970-01-01T00:00:00Z\","
                            + "\"subject\":\"forum:post:2\",\"revision\":1,\"actor\":null}");
            log.add(3);
            assertThat(next(lines, "id: ")).isEqualTo("id: 3");
            live.deactivate();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStreamEndsWithTheRightToIt() throws Exception {
        AtomicBoolean allowed = new AtomicBoolean(true);
        CountDownLatch ended = new CountDownLatch(1);
        try (PipedInputStream in = new PipedInputStream(1 << 16);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            live.listen(new PipedOutputStream(in), 0, allowed::get, ended::countDown);
            log.add(1);
            assertThat(next(lines, "id: ")).isEqualTo("id: 1");
            allowed.set(false);
            log.add(2);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(lines.ready() ? rest(lines) : "").doesNotContain("id: 2");
        }
    }

    private static String rest(BufferedReader lines) throws Exception {
        StringBuilder rest = new StringBuilder();
        while (lines.ready()) {
            rest.append(lines.readLine()).append('\n');
        }
        return rest.toString();
    }

    @Test
    void anEventThatHasNotHappenedIsNotWaitedFor() {
        log.add(1);
        assertThat(live.refused(asking("Last-Event-ID", "2")).orElseThrow().status())
                .isEqualTo(410);
        assertThat(live.refused(asking("Last-Event-ID", "1"))).isEmpty();
    }

    private static String next(BufferedReader lines, String start) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith(start)) {
            line = lines.readLine();
        }
        return line;
    }

    private static final class Log implements Events {

        private final List<Event> events = new CopyOnWriteArrayList<>();
        private final List<Runnable> bells = new CopyOnWriteArrayList<>();
        private long floor;

        void add(long offset) {
            events.add(new Event(
                    offset,
                    Event.POST_CREATED,
                    Instant.EPOCH,
                    Ref.post("forum", Long.toString(offset)),
                    1,
                    Optional.empty()));
            bells.forEach(Runnable::run);
        }

        @Override
        public long newest() {
            return events.size();
        }

        @Override
        public long floor() {
            return floor;
        }

        @Override
        public List<Event> after(long offset, int limit) {
            if (offset < floor) {
                throw Problem.of("gone", 410, "Gone", "Kept from " + floor).asException();
            }
            return new ArrayList<>(events)
                    .stream()
                            .filter(event -> event.offset() > offset)
                            .limit(limit)
                            .toList();
        }

        @Override
        public AutoCloseable listen(Runnable arrived) {
            bells.add(arrived);
            return () -> bells.remove(arrived);
        }

        @Override
        public List<Progress> progress() {
            return List.of();
        }

        @Override
        public boolean settled(long millis) {
            return true;
        }
    }
}
