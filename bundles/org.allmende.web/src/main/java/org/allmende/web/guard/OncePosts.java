/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.allmende.api.content.Ref;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.web.message.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a POST with the same {@code Idempotency-Key} a second time without doing it a second time.
 *
 * <p>What succeeded is kept for a day, also across a restart. What failed may be tried again: nothing came of it. Of an answer
 * that nobody may store, such as a new token, only that it was given is kept. It goes with its member, and of a body only a hash
 * with the key in it is kept: there may be a password in it. A crash between a handler's effect and this record is the
 * handler's to cover, by {@link Unit#once}. Thread-safe.
 */
public final class OncePosts {

    private static final Logger LOG = LoggerFactory.getLogger(OncePosts.class);

    static final Duration KEPT = Duration.ofDays(1);
    private static final Duration SWEPT = Duration.ofMinutes(10);
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_ANSWER = 1 << 20;

    /** In place of a status: the answer held a secret. */
    private static final int SECRET = 0;

    private final Store store;
    private final Clock clock;
    /** Body hashes of what is being done now. */
    private final Map<String, String> running = new ConcurrentHashMap<>();

    private final AtomicLong swept = new AtomicLong();

    public OncePosts(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A POST that has begun; ended by {@link #end}. */
    public record Begun(String id, String hash, String member, Optional<Answer> before) {}

    /**
     * Who asks.
     *
     * @param name the member, or the client if nobody is signed in
     * @param member empty if nobody is signed in
     */
    public record Who(String name, Optional<Ref> member) {}

    /**
     * @throws org.allmende.api.problem.ProblemException 409 if it is being done or its answer was not kept, 422 if the key was used for something else
     */
    public Begun begin(String key, Who who, String path, String body) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problem.of(
                            "invalid",
                            400,
                            "The Idempotency-Key is not valid",
                            "It must be 1 to " + LONGEST_KEY + " characters long.")
                    .asException();
        }
        String id = hash(who.name() + '\n' + path + '\n' + key);
        String bodyHash = hash(key + '\n' + body);
        String other = running.putIfAbsent(id, bodyHash);
        if (other != null) {
            throw other.equals(bodyHash)
                    ? Problem.of(
                                    "running",
                                    409,
                                    "Not yet done",
                                    "A request with this Idempotency-Key is being handled. Ask again in a second.")
                            .asException()
                    : reused();
        }
        try {
            Optional<Answer> before = find(id, bodyHash);
            if (before.isPresent()) {
                running.remove(id);
            }
            return new Begun(id, bodyHash, who.member().map(Ref::toString).orElse(""), before);
        } catch (RuntimeException e) {
            running.remove(id);
            throw e;
        }
    }

    private Optional<Answer> find(String id, String bodyHash) {
        Statement query = Statement.of(
                "SELECT hash, status, type, location, body FROM web_idempotency WHERE id = ? AND created > ?",
                id,
                clock.millis() - KEPT.toMillis());
        return store.read(reader -> reader.first(query, row -> {
            if (!row.text("hash").equals(bodyHash)) {
                throw reused();
            }
            int status = (int) row.number("status");
            if (status == SECRET) {
                throw told();
            }
            byte[] body = row.isNull("body") ? new byte[0] : row.bytes("body");
            Answer answer =
                    row.text("type").isEmpty() ? Answer.nothing(status) : Answer.bytes(status, row.text("type"), body);
            if (!row.text("location").isEmpty()) {
                answer = answer.header("Location", row.text("location"));
            }
            return answer.header("Idempotency-Replayed", "true");
        }));
    }

    /** Keeps what came of it, if something did. The answer is to be sent only after this. */
    public void end(Begun begun, Optional<Answer> answer) {
        try {
            answer.filter(some -> some.status() < 400 && some.bytes().length <= LONGEST_ANSWER)
                    .ifPresent(some -> keep(begun, some));
        } catch (RuntimeException e) {
            // The POST itself is done and must be answered; asked again, the handler's own key has to do.
            LOG.warn("An answer could not be kept for its Idempotency-Key: {}", e.toString());
        } finally {
            running.remove(begun.id());
        }
    }

    private void keep(Begun begun, Answer answer) {
        long now = clock.millis();
        boolean secret = answer.header("Cache-Control").contains("no-store")
                || !answer.header("Set-Cookie").isEmpty();
        Unit unit = Unit.of(Statement.of(
                "INSERT OR REPLACE INTO web_idempotency (id, hash, member, status, type, location, body, created)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                begun.id(),
                begun.hash(),
                begun.member(),
                secret ? SECRET : answer.status(),
                answer.type(),
                answer.header("Location"),
                secret ? new byte[0] : answer.bytes(),
                now));
        long last = swept.get();
        if (now - last > SWEPT.toMillis() && swept.compareAndSet(last, now)) {
            unit = unit.and(sweeping(now));
        }
        store.writeNow(unit);
    }

    /** What takes away the answers whose day is over. */
    static Statement sweeping(long now) {
        return Statement.of("DELETE FROM web_idempotency WHERE created <= ?", now - KEPT.toMillis());
    }

    /** What takes away the answers that a member got. */
    static Statement forgetting(Ref member) {
        return Statement.of("DELETE FROM web_idempotency WHERE member = ?", member.toString());
    }

    private static RuntimeException told() {
        return Problem.of(
                        "done",
                        409,
                        "This was done before",
                        "A request with this Idempotency-Key was answered. The answer held a secret, which is told once.")
                .asException();
    }

    private static RuntimeException reused() {
        return Problem.of(
                        "key-reused",
                        422,
                        "The Idempotency-Key was used before",
                        "It came with another body. Use a new key for a new request.")
                .asException();
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
