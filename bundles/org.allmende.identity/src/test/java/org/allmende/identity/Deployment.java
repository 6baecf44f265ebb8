/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestAudit;
import org.allmende.testkit.TestLeases;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;

/** All of this bundle on a real store, wired by hand, with passwords that cost next to nothing. */
final class Deployment implements AutoCloseable {

    private static final Path RESOURCES = Path.of("src/main/resources");

    static final Passwords.Cost CHEAP = new Passwords.Cost(64, 1, 1);

    final MovingClock clock = new MovingClock(Instant.parse("2026-11-20T10:00:00Z"));
    final TestStore kept;
    final Store store;
    final MemberDirectory members;
    final Sessions sessions;
    final Tokens tokens;
    final TestAudit audit = new TestAudit();
    final Passwords passwords = new Passwords(CHEAP);
    final Doorkeeper doorkeeper;
    final Membership membership;
    final Messages messages = TestMessages.of(RESOURCES);
    final TestLeases leases = new TestLeases();
    final Browser browser = new Browser();
    final Route sign;
    final Route preferences;
    final Route membersApi;
    final Route administration;
    boolean open = true;
    /** Done once, in the midst of finding a session or a token: after it is looked up, before it is remembered. */
    Runnable between = () -> {};

    Deployment(Path directory) {
        kept = TestStore.in(directory, clock).with("identity", RESOURCES);
        store = kept.store();
        IdentityTables tables = IdentityTables.made();
        members = new MemberDirectory(tables, store, kept.ids(), kept.commits(), clock, new HostSettings());
        sessions = new Sessions(tables, store, kept.ids(), clock, new SessionSettings());
        tokens = new Tokens(tables, store, kept.ids(), kept.commits(), members, new InterruptedClock());
        doorkeeper = new Doorkeeper(members, sessions, tokens, passwords, clock);
        membership = new Membership(members, sessions, tokens, passwords, doorkeeper, audit, store, new JoinSettings());
        Assets assets = file -> "/base/-/" + file;
        sign = new SignPages(membership, doorkeeper, sessions, browser, messages, assets, clock);
        preferences = new PreferencesPages(members, membership, doorkeeper, sessions, tokens, browser, messages, clock);
        membersApi =
                new MembersApi(members, membership, doorkeeper, new Disclosure(sessions, tokens, leases), messages);
        administration = new MemberAdministration(members, membership, messages);
    }

    Account join(String name) {
        return membership.join(
                guest(),
                new Membership.Joining(name, "a long password", "", "", "Europe/Berlin"),
                Membership.Asking.once("192.0.2.7"));
    }

    Account join(String name, Role role) {
        Account account = join(name);
        store.writeNow(members.role(account.member().ref(), role));
        members.forget(account.id());
        return members.account(account.id()).orElseThrow();
    }

    /** As the command line does. */
    Account suspend(Account account) {
        return membership.change(Viewer.system(), "", account, Membership.Change.NONE.suspended(true));
    }

    /** The member as somebody who is signed in by password. */
    Viewer viewer(String name) {
        return identified(new Credentials.Password(name, "a long password"))
                .orElseThrow()
                .viewer();
    }

    Viewer guest() {
        return Viewer.guest(Locale.ENGLISH, ZoneId.of("UTC"));
    }

    Optional<Identity.Identified> identified(Credentials credentials) {
        return doorkeeper.identify(credentials, "192.0.2.7");
    }

    /** What was recorded: act and detail. */
    List<String> acts() {
        return audit.acts();
    }

    boolean may(Credentials credentials, Permission permission) {
        return identified(credentials).orElseThrow().permitted().test(permission);
    }

    void write(Unit unit) {
        store.writeNow(unit);
    }

    /** The session's cookie that an answer sets. */
    static String cookie(Response response) {
        String header = Shown.header(response, "Set-Cookie").orElseThrow();
        return header.substring(header.indexOf('=') + 1, header.indexOf(';'));
    }

    static Map<String, Object> json(Response response) {
        return Shown.json(response);
    }

    @Override
    public void close() throws Exception {
        tokens.close();
        members.close();
        kept.close();
    }

    private void interrupt() {
        Runnable now = between;
        between = () -> {};
        now.run();
    }

    private final class InterruptedClock extends Clock {
        @Override
        public Instant instant() {
            interrupt();
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
        }
    }

    private record HostSettings() implements MemberDirectory.Settings {
        @Override
        public String host() {
            return "forum";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return MemberDirectory.Settings.class;
        }
    }

    private final class SessionSettings implements Sessions.Settings {
        @Override
        public int days() {
            interrupt();
            return 30;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Sessions.Settings.class;
        }
    }

    private final class JoinSettings implements Membership.Settings {
        @Override
        public boolean open() {
            return open;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Membership.Settings.class;
        }
    }
}
