/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Json;
import org.allmende.web.message.Answer;
import org.allmende.web.message.Decoding;
import org.allmende.web.message.Incoming;
import org.allmende.web.message.JsonWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/events} with {@code Accept: text/event-stream}: events as they happen, from where the listener left
 * off. Belongs to the runtime and holds no lease, so that a stream outlives any swap. A thread of its own for each
 * listener, virtual, waiting most of the time; a slow listener makes nobody else wait.
 */
@Component(service = LiveEvents.class)
public final class LiveEvents {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEvents.class);

    private static final String PATH = "/api/v1/events";
    private static final int MOST_LISTENERS = 1_000;
    private static final int BATCH = 500;
    private static final long HEARTBEAT_SECONDS = 15;

    private final Events events;
    private final Site site;
    private final JsonWriter writer = new JsonWriter();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AutoCloseable bell;
    private volatile boolean closed;

    @Activate
    public LiveEvents(@Reference Events events, @Reference Site site) {
        this.events = events;
        this.site = site;
        this.bell = events.listen(() -> listeners.forEach(Listener::wake));
    }

    @Deactivate
    void deactivate() throws Exception {
        closed = true;
        bell.close();
        listeners.forEach(Listener::wake);
    }

    boolean isMeant(Incoming in) {
        return in.method().equals("GET")
                && site.within(in.rawPath()).equals(PATH)
                && in.header("accept").orElse("").contains("text/event-stream");
    }

    /** Why a listener can't be served: too many of them, no such place, or a place that is kept no more. */
    Optional<Answer> refused(Incoming in) {
        try {
            if (listeners.size() >= MOST_LISTENERS) {
                throw Problem.unavailable("There are " + MOST_LISTENERS + " listeners already.")
                        .asException();
            }
            from(in).ifPresent(this::check);
            return Optional.empty();
        } catch (ProblemException e) {
            Problem problem = e.problem();
            Json json = Json.object(
                    "type", "https://allmende.org/problems/" + problem.type(),
                    "title", problem.title(),
                    "status", problem.status(),
                    "detail", problem.detail());
            return Optional.of(Answer.bytes(problem.status(), "application/problem+json", writer.bytes(json)));
        }
    }

    private void check(long offset) {
        if (offset > events.newest()) {
            // The store was restored to an earlier state: what the listener saw after it did not happen.
            throw Problem.of(
                            "ahead",
                            410,
                            "No such event yet",
                            "The newest event has offset " + events.newest()
                                    + ". Read everything anew, then follow it.")
                    .asException();
        }
        events.after(offset, 1);
    }

    /** @param allowed whether the listener still may listen, asked now and then */
    void begin(Incoming in, HttpServletRequest request, HttpServletResponse response, BooleanSupplier allowed)
            throws IOException {
        response.setContentType("text/event-stream; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("X-Content-Type-Options", "nosniff");
        long from = from(in).orElseGet(events::newest);
        response.flushBuffer();
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        listen(response.getOutputStream(), from, allowed, () -> {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.debug("The connection was gone: {}", e.toString());
            }
        });
    }

    /**
     * Sends to {@code out} what happens after an offset, until that fails, is no longer allowed or the suite stops; then says
     * so.
     */
    void listen(OutputStream out, long from, BooleanSupplier allowed, Runnable ended) {
        Listener listener = new Listener(out, from, allowed, ended);
        listeners.add(listener);
        Thread.ofVirtual().name("live-events").start(listener);
    }

    /** What the listener has seen: the last event before a lost connection, or what it asks for. */
    private static Optional<Long> from(Incoming in) {
        Optional<String> last = in.header("last-event-id").filter(text -> !text.isBlank());
        Map<String, List<String>> query = Decoding.form(in.query(), "query");
        Optional<String> given =
                last.or(() -> query.getOrDefault("after", List.of()).stream().findFirst());
        return given.map(text -> {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException e) {
                throw Problem.invalid(last.isPresent() ? "Last-Event-ID" : "after", "must be an event's offset")
                        .asException(e);
            }
        });
    }

    private final class Listener implements Runnable {

        private final OutputStream out;
        private final BooleanSupplier allowed;
        private final Runnable ended;
        private final Semaphore woken = new Semaphore(0);
        private long offset;

        Listener(OutputStream out, long offset, BooleanSupplier allowed, Runnable ended) {
            this.out = out;
            this.offset = offset;
            this.allowed = allowed;
            this.ended = ended;
        }

        void wake() {
            if (woken.availablePermits() == 0) {
                woken.release();
            }
        }

        @Override
        public void run() {
            try {
                send("retry: 2000\n\n");
                while (!closed && allowed.getAsBoolean()) {
                    List<Event> batch = events.after(offset, BATCH);
                    for (Event event : batch) {
                        send("id: " + event.offset() + "\ndata: " + data(event) + "\n\n");
                        offset = event.offset();
                    }
                    out.flush();
                    if (batch.isEmpty()) {
                        if (!woken.tryAcquire(HEARTBEAT_SECONDS, TimeUnit.SECONDS)) {
                            send(": still here\n\n");
                            out.flush();
                        }
                        woken.drainPermits();
                    }
                }
            } catch (IOException | InterruptedException e) {
                LOG.debug("A listener went: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.warn("A live stream ended at {}", offset, e);
            } finally {
                listeners.remove(this);
                ended.run();
            }
        }

        private void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        private String data(Event event) {
            return new String(
                    writer.bytes(Json.object(
                            "offset", event.offset(),
                            "type", event.type(),
                            "time", event.time(),
                            "subject", event.subject().toString(),
                            "revision", event.revision(),
                            "actor", event.actor().map(Object::toString))),
                    StandardCharsets.UTF_8);
        }
    }
}
