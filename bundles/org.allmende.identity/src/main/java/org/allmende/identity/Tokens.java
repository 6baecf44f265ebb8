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
import java.util.Set;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tokens that programs use in a member's name, each for some scopes. Shown once, kept as a hash. Safe for concurrent use. */
@Component(service = Tokens.class)
public final class Tokens {

    /** What every token begins with, so that one that leaks into a file is found there. */
    static final String PREFIX = "alm_";

    private static final int REMEMBERED = 5_000;
    private static final Duration USED_EVERY = Duration.ofMinutes(10);

    private final Store store;
    private final Ids ids;
    private final Clock clock;
    private final Secrets secrets = new Secrets();
    private final MemberDirectory members;
    private final AutoCloseable watching;
    private final Remembered<String, Token> remembered = new Remembered<>(REMEMBERED);

    record Token(
            long id,
            String hash,
            long member,
            String name,
            Set<Scope> scopes,
            Instant created,
            Optional<Instant> used) {}

    @Activate
    public Tokens(
            @Reference IdentityTables tables,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Commits commits,
            @Reference MemberDirectory members,
            @Reference Clock clock) {
        this.store = store;
        this.ids = ids;
        this.members = members;
        this.clock = clock;
        this.watching = commits.witness(this::kept);
    }

    @Deactivate
    void close() throws Exception {
        watching.close();
    }

    /** On the thread that writes. Somebody else's unit may have suspended or erased a member, and their tokens with them. */
    private void kept(Store.Committed at, List<Occurrence> events) {
        for (Occurrence event : events) {
            if (event.type().equals(Event.MEMBER_CHANGED) || event.type().equals(Event.MEMBER_ERASED)) {
                members.id(event.subject()).ifPresent(this::forget);
            }
        }
    }

    Optional<Token> find(String token) {
        if (!token.startsWith(PREFIX) || token.length() > 100) {
            return Optional.empty();
        }
        String hash = Secrets.hash(token);
        long stamp = remembered.stamp();
        Optional<Token> found = remembered.get(hash).or(() -> load(hash, stamp));
        Instant now = clock.instant();
        found.filter(it ->
                        it.used().isEmpty() || it.used().get().plus(USED_EVERY).isBefore(now))
                .ifPresent(it -> use(it, now, stamp));
        return found;
    }

    /** @return the token itself, known here only at this moment */
    String make(long member, String name, Set<Scope> scopes) {
        String token = PREFIX + secrets.next();
        store.writeNow(Unit.of(Statement.of(
                "INSERT INTO identity_token (id, hash, member, name, scopes, created) VALUES (?, ?, ?, ?, ?, ?)",
                ids.next(),
                Secrets.hash(token),
                member,
                name,
                Scope.written(scopes),
                clock.instant())));
        return token;
    }

    void revoke(long member, long token) {
        store.writeNow(Unit.of(Statement.of("DELETE FROM identity_token WHERE id = ? AND member = ?", token, member)));
        remembered.forgetIf(it -> it.id() == token && it.member() == member);
    }

    /** What revokes all of a member; to be kept together with its cause and followed by {@link #forget}. */
    static Statement ending(long member) {
        return Statement.of("DELETE FROM identity_token WHERE member = ?", member);
    }

    void forget(long member) {
        remembered.forgetIf(it -> it.member() == member);
    }

    /** Those of a member, the newest first. */
    List<Token> of(long member) {
        return store.read(reader -> reader.list(
                Statement.of("SELECT * FROM identity_token WHERE member = ? ORDER BY id DESC LIMIT 100", member),
                Tokens::token));
    }

    private Optional<Token> load(String hash, long stamp) {
        Optional<Token> found = store.read(reader ->
                reader.first(Statement.of("SELECT * FROM identity_token WHERE hash = ?", hash), Tokens::token));
        found.ifPresent(it -> remembered.put(hash, it, stamp));
        return found;
    }

    private void use(Token token, Instant now, long stamp) {
        remembered.put(
                token.hash(),
                new Token(
                        token.id(),
                        token.hash(),
                        token.member(),
                        token.name(),
                        token.scopes(),
                        token.created(),
                        Optional.of(now)),
                stamp);
        store.write(Unit.of(Statement.of("UPDATE identity_token SET used = ? WHERE id = ?", now, token.id())));
    }

    private static Token token(Row row) {
        return new Token(
                row.number("id"),
                row.text("hash"),
                row.number("member"),
                row.text("name"),
                Scope.read(row.text("scopes")),
                row.instant("created"),
                row.optionalInstant("used"));
    }
}
