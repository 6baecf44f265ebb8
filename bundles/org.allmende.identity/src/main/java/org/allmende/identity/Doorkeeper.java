/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says who is asking: by session, by password or by token.
 *
 * <p>A password that was found right is remembered for five minutes under a keyed hash (the key never leaves this process), so
 * that a program may send it with every request; a new password or a suspension ends that. A suspended member stays known and
 * may read. Safe for concurrent use.
 */
@Component(service = {Identity.class, Doorkeeper.class})
public final class Doorkeeper implements Identity {

    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(5);
    private static final int REMEMBERED = 10_000;

    private final MemberDirectory members;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Passwords passwords;
    private final Clock clock;
    private final Attempts attempts;
    private final SecretKeySpec key = new SecretKeySpec(new Secrets().bytes(32), "HmacSHA256");
    private final Shared<Optional<Account>> checking = new Shared<>();
    private final Remembered<String, Right> right = new Remembered<>(REMEMBERED);

    /** A password that was right. */
    private record Right(long member, long epoch, Instant until) {}

    @Activate
    public Doorkeeper(
            @Reference MemberDirectory members,
            @Reference Sessions sessions,
            @Reference Tokens tokens,
            @Reference Passwords passwords,
            @Reference Clock clock) {
        this.members = members;
        this.sessions = sessions;
        this.tokens = tokens;
        this.passwords = passwords;
        this.clock = clock;
        this.attempts = new Attempts(clock);
    }

    @Override
    public Optional<Identified> identify(Credentials credentials) {
        return identify(credentials, "");
    }

    @Override
    public Optional<Identified> identify(Credentials credentials, String client) {
        return switch (credentials) {
            case Credentials.None none -> Optional.empty();
            case Credentials.Session session -> bySession(session.cookie());
            case Credentials.Password password -> byPassword(password, client);
            case Credentials.Token token -> byToken(token.token());
            // Here the accounts are ours, so whatever another knows of its own is none of them.
            case Credentials.Vouched vouched -> Optional.empty();
        };
    }

    /**
     * Checks a password, at most so often; takes as long for a name that nobody has. The same asked several times at once from
     * one place is checked once and counts once: a program may begin with many requests.
     *
     * @throws org.allmende.api.problem.ProblemException of status 429 after too many wrong attempts
     */
    Optional<Account> check(String name, String password, String client) {
        String folded = Rules.folded(Rules.cut(name, Rules.LONGEST_NAME * 4));
        Optional<Account> found =
                checking.once(mark(folded, password) + client, () -> attempt(name, folded, password, client));
        // Whoever joined a check that was under way must not get in with a password that has ended since.
        return found.filter(then -> members.account(then.id())
                .filter(now -> now.isHere() && now.epoch() == then.epoch())
                .isPresent());
    }

    private Optional<Account> attempt(String name, String folded, String password, String client) {
        Duration wait = attempts.begin(folded, client);
        if (!wait.isZero()) {
            throw Problem.of(
                            "too-many-attempts",
                            429,
                            "Too many attempts",
                            "Too many wrong passwords for this name or from your network. Wait "
                                    + Math.max(1, wait.toSeconds()) + " seconds, then try again.")
                    .asException();
        }
        Optional<Account> account = members.accountNamed(name);
        String encoded = account.map(it -> members.password(it.id())).orElse("");
        boolean fits;
        try {
            fits = passwords.matches(encoded, password);
        } catch (ProblemException e) {
            attempts.unheard(folded, client);
            throw e;
        }
        if (!fits) {
            return Optional.empty();
        }
        attempts.succeeded(folded, client);
        return account;
    }

    private Optional<Identified> bySession(String cookie) {
        return sessions.find(cookie).flatMap(session -> members.account(session.member())
                .filter(Account::isHere)
                .map(account -> identified(account, permitted(account), Optional.of(session.secret()))));
    }

    private Optional<Identified> byPassword(Credentials.Password given, String client) {
        String mark = mark(given.name(), given.password());
        Instant now = clock.instant();
        Optional<Account> known = right.get(mark)
                .filter(it -> it.until().isAfter(now))
                .flatMap(it -> members.account(it.member())
                        .filter(account -> account.isHere()
                                && account.epoch() == it.epoch()
                                && Rules.folded(account.member().name()).equals(Rules.folded(given.name()))));
        Optional<Account> account = known.isPresent() ? known : check(given.name(), given.password(), client);
        if (known.isEmpty()) {
            account.ifPresent(
                    it -> right.put(mark, new Right(it.id(), it.epoch(), now.plus(REMEMBERED_FOR)), right.stamp()));
        }
        return account.map(it -> identified(it, permitted(it), Optional.empty()));
    }

    private Optional<Identified> byToken(String given) {
        return tokens.find(given).flatMap(token -> members.account(token.member())
                .filter(Account::isHere)
                .map(account -> identified(account, narrowed(permitted(account), token.scopes()), Optional.empty())));
    }

    private static Identified identified(Account account, Predicate<Permission> permitted, Optional<String> secret) {
        return new Identified(Optional.of(account.member()), permitted, secret);
    }

    private static Predicate<Permission> permitted(Account account) {
        Role role = account.member().role();
        return account.member().suspended()
                ? permission -> permission.least() == Role.GUEST
                : permission -> role.atLeast(permission.least());
    }

    private static Predicate<Permission> narrowed(Predicate<Permission> permitted, Set<Scope> scopes) {
        return permission -> permitted.test(permission) && scopes.stream().anyMatch(scope -> scope.covers(permission));
    }

    private String mark(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
