/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Who is signed in where. A session lives in the store, so it outlasts restarts and swaps; it holds ids only. The browser has
 * the secret, the store its hash. Safe for concurrent use.
 */
@Component(service = Sessions.class)
@Designate(ocd = Sessions.Settings.class)
public final class Sessions {

    @ObjectClassDefinition(name = "%sessions.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Days without a visit after which a session ends. */
        @AttributeDefinition(name = "%sessions.days", description = "%sessions.days.about", min = "1", max = "400")
        int days() default 30;
    }

    private static final int REMEMBERED = 10_000;
    private static final Duration SEEN_EVERY = Duration.ofHours(1);

    private final Store store;
    private final Ids ids;
    private final Clock clock;
    private final Secrets secrets = new Secrets();
    private final Remembered<String, Session> remembered = new Remembered<>(REMEMBERED);
    private volatile Settings settings;

    /** @param secret what form tokens are derived from */
    record Session(long id, String hash, long member, String secret, String agent, Instant created, Instant seen) {}

    /** @param cookie what the browser gets; known here only at this moment */
    record Opened(String cookie, Duration lasts) {}

    @Activate
    public Sessions(
            @Reference IdentityTables tables,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Clock clock,
            Settings settings) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    Optional<Session> find(String cookie) {
        if (cookie.isEmpty() || cookie.length() > 100) {
            return Optional.empty();
        }
        String hash = Secrets.hash(cookie);
        Instant now = clock.instant();
        long stamp = remembered.stamp();
        Optional<Session> found =
                remembered.get(hash).or(() -> load(hash, stamp)).filter(it -> isAlive(it, now));
        found.filter(it -> it.seen().plus(SEEN_EVERY).isBefore(now)).ifPresent(it -> see(it, now, stamp));
        return found;
    }

    /** Always a new one: what the browser had before signing in must not become somebody's session. */
    Opened open(long member, String agent, Optional<String> before) {
        String cookie = secrets.next();
        Instant now = clock.instant();
        Unit unit = Unit.of(
                Statement.of(
                        "INSERT INTO identity_session (id, hash, member, secret, agent, created, seen)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        ids.next(),
                        Secrets.hash(cookie),
                        member,
                        secrets.next(),
                        agent,
                        now,
                        now),
                Statement.of("DELETE FROM identity_session WHERE seen < ?", now.minus(lasts())));
        store.writeNow(unit);
        before.ifPresent(this::end);
        return new Opened(cookie, lasts());
    }

    void end(String cookie) {
        String hash = Secrets.hash(cookie);
        store.writeNow(Unit.of(Statement.of("DELETE FROM identity_session WHERE hash = ?", hash)));
        remembered.forget(hash);
    }

    /** @return whether there was such a session of this member */
    boolean end(long member, long session) {
        boolean there = of(member).stream().anyMatch(it -> it.id() == session);
        store.writeNow(
                Unit.of(Statement.of("DELETE FROM identity_session WHERE id = ? AND member = ?", session, member)));
        remembered.forgetIf(it -> it.id() == session && it.member() == member);
        return there;
    }

    void endAll(long member, Optional<Session> save) {
        store.writeNow(ending(member, save));
        forget(member);
    }

    /** What ends all sessions of a member, save one; to be kept together with its cause and followed by {@link #forget}. */
    Unit ending(long member, Optional<Session> save) {
        return Unit.of(Statement.of(
                "DELETE FROM identity_session WHERE member = ? AND id <> ?",
                member,
                save.map(Session::id).orElse(0L)));
    }

    void forget(long member) {
        remembered.forgetIf(it -> it.member() == member);
    }

    /** Those of a member, the latest visit first. */
    List<Session> of(long member) {
        Instant now = clock.instant();
        return store
                .read(reader -> reader.list(
                        Statement.of(
                                "SELECT * FROM identity_session WHERE member = ? ORDER BY seen DESC LIMIT 100", member),
                        Sessions::session))
                .stream()
                .filter(it -> isAlive(it, now))
                .toList();
    }

    private Optional<Session> load(String hash, long stamp) {
        Optional<Session> found = store.read(reader ->
                reader.first(Statement.of("SELECT * FROM identity_session WHERE hash = ?", hash), Sessions::session));
        found.ifPresent(it -> remembered.put(hash, it, stamp));
        return found;
    }

    private void see(Session session, Instant now, long stamp) {
        remembered.put(
                session.hash(),
                new Session(
                        session.id(),
                        session.hash(),
                        session.member(),
                        session.secret(),
                        session.agent(),
                        session.created(),
                        now),
                stamp);
        // Nobody waits for it: a visit that is not noted is noted an hour later.
        store.write(Unit.of(Statement.of("UPDATE identity_session SET seen = ? WHERE id = ?", now, session.id())));
    }

    private boolean isAlive(Session session, Instant now) {
        return session.seen().plus(lasts()).isAfter(now);
    }

    private Duration lasts() {
        return Duration.ofDays(settings.days());
    }

    private static Session session(Row row) {
        return new Session(
                row.number("id"),
                row.text("hash"),
                row.number("member"),
                row.text("secret"),
                row.text("agent"),
                row.instant("created"),
                row.instant("seen"));
    }
}
