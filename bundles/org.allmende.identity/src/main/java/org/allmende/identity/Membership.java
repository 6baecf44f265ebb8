/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Joining, changing, being suspended, leaving: what pages and HTTP do to accounts, with the same rules for both. Each act judges
 * its input, is kept wholly or not at all, and is seen by the next request. Safe for concurrent use.
 *
 * <p>Who may do it is asked by the routes; that there is always an administrator left is seen to here.
 */
@Component(service = Membership.class)
@Designate(ocd = Membership.Settings.class)
public final class Membership {

    @ObjectClassDefinition(name = "%membership.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Whether people may make accounts themselves; administrators always may. */
        @AttributeDefinition(name = "%membership.open", description = "%membership.open.about")
        boolean open() default true;
    }

    /** Managing the accounts of others. */
    static final Permission MANAGE = new Permission("members.manage", Role.ADMINISTRATOR);

    /**
     * What decides over an account, one's own or another's: erasing it, its password, role and suspension. A program that
     * merely writes in a member's name must not be able to, whoever gets hold of its token even less.
     */
    static final Permission ACCOUNT = new Permission("members.account", Role.MEMBER);

    private final MemberDirectory members;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Passwords passwords;
    private final Doorkeeper doorkeeper;
    private final Audit audit;
    private final Store store;
    private volatile Settings settings;

    /** What a new member brings. */
    record Joining(String name, String password, String email, String locale, String zone) {

        /** The same for the same wish. Without the password: a plain hash of it would be easy to guess from. */
        String mark() {
            return Secrets.hash(String.join("\n", Rules.tidy(name), email.strip(), locale, zone));
        }
    }

    /** What a member is to be called and where they are; nothing is left out. */
    record Description(String name, String email, String locale, String zone) {

        static Description of(Account account) {
            return new Description(
                    account.member().name(),
                    account.email(),
                    tag(account.member().locale()),
                    account.member().zone().getId());
        }
    }

    @Activate
    public Membership(
            @Reference MemberDirectory members,
            @Reference Sessions sessions,
            @Reference Tokens tokens,
            @Reference Passwords passwords,
            @Reference Doorkeeper doorkeeper,
            @Reference Audit audit,
            @Reference Store store,
            Settings settings) {
        this.members = members;
        this.sessions = sessions;
        this.tokens = tokens;
        this.passwords = passwords;
        this.doorkeeper = doorkeeper;
        this.audit = audit;
        this.store = store;
        this.settings = settings;
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    boolean mayJoin(Viewer viewer) {
        return settings.open() || viewer.may(MANAGE);
    }

    /**
     * A way of asking that may be asked again.
     *
     * @param key as the asker chose it; only that asker's: others may choose the same
     */
    record Asking(String client, Optional<String> key) {

        static Asking once(String client) {
            return new Asking(client, Optional.empty());
        }

        Optional<String> mark(Viewer viewer) {
            String who = viewer.member().map(it -> it.ref().toString()).orElse(client);
            return key.map(it -> Secrets.hash(who + '\n' + it));
        }
    }

    /** Asked again with the same key, the same asker gets the member that was made before; they show that by its password. */
    Account join(Viewer viewer, Joining wanted, Asking asking) {
        if (!mayJoin(viewer)) {
            throw Rejected.forbidden(Fault.of("name", "fault.closed"));
        }
        String name = Rules.tidy(wanted.name());
        List<Fault> faults = new ArrayList<>();
        Rules.name(name).ifPresent(faults::add);
        Rules.password("password", wanted.password(), name).ifPresent(faults::add);
        described(new Description(name, wanted.email(), wanted.locale(), wanted.zone()), faults);
        if (!faults.isEmpty()) {
            throw new Rejected(faults);
        }
        Optional<String> mark = asking.mark(viewer);
        if (mark.isEmpty() && members.accountNamed(name).isPresent()) {
            throw taken(name); // before the work of hashing
        }
        Ref ref = members.next();
        Unit unit = members.joining(
                ref,
                name,
                wanted.email().strip(),
                passwords.hash(wanted.password()),
                Role.MEMBER,
                wanted.locale(),
                wanted.zone());
        try {
            store.writeNow(mark.map(it ->
                            unit.and(members.joinedBy(ref, it, wanted.mark())).once("identity.join:" + it))
                    .orElse(unit));
        } catch (Duplicate e) {
            return before(mark.orElseThrow(), wanted, asking.client());
        } catch (Conflict e) {
            throw members.accountNamed(name).isPresent() ? taken(name) : alike(name);
        }
        return members.id(ref).flatMap(members::account).orElseThrow();
    }

    /** The account that the key made, to whoever knows its password; what others learn is what signing up tells them. */
    private Account before(String mark, Joining wanted, String client) {
        return members.joinedBy(mark, wanted.mark())
                .filter(account -> doorkeeper
                        .check(account.member().name(), wanted.password(), client)
                        .filter(it -> it.id() == account.id())
                        .isPresent())
                .orElseThrow(() -> Rejected.conflict(Fault.of("Idempotency-Key", "fault.key")));
    }

    /** @param revision the one that the change was made from, if it matters */
    Account describe(Viewer who, Account account, Description wanted, Optional<Long> revision) {
        if (revision.isPresent() && revision.get() != account.revision()) {
            throw Rejected.overtaken();
        }
        String name = Rules.tidy(wanted.name());
        List<Fault> faults = new ArrayList<>();
        // A name from an archive may break rules that came later; it is judged when it is changed.
        if (!name.equals(account.member().name())) {
            Rules.name(name).ifPresent(faults::add);
            if (account.member().suspended() && !who.may(MANAGE)) {
                throw Rejected.forbidden(Fault.of("name", "fault.name.suspended"));
            }
        }
        described(wanted, faults);
        if (!faults.isEmpty()) {
            throw new Rejected(faults);
        }
        if (new Description(name, wanted.email().strip(), wanted.locale(), wanted.zone())
                .equals(Description.of(account))) {
            return account;
        }
        try {
            store.writeNow(members.described(account, name, wanted.email().strip(), wanted.locale(), wanted.zone()));
        } catch (Conflict e) {
            members.forget(account.id());
            boolean taken = members.accountNamed(name)
                    .filter(it -> it.id() != account.id())
                    .isPresent();
            boolean alike = !name.equals(account.member().name()) && members.hasAlike(name, account.id());
            throw taken ? taken(name) : alike ? alike(name) : Rejected.overtaken();
        }
        return fresh(account);
    }

    /** Whether the tokens that programs use end with the old password. */
    enum Programs {
        END,
        GO_ON;

        static Programs ended(boolean end) {
            return end ? END : GO_ON;
        }
    }

    /** Ends all sessions but {@code keep}, and what was remembered of the old password. */
    void password(Account account, String wanted, Optional<Sessions.Session> keep, Programs programs, Unit record) {
        Rules.password("password", wanted, account.member().name()).ifPresent(fault -> {
            throw new Rejected(List.of(fault));
        });
        Unit unit = members.password(account, passwords.hash(wanted)).and(sessions.ending(account.id(), keep));
        if (programs == Programs.END) {
            unit = unit.and(Tokens.ending(account.id()));
        }
        store.writeNow(unit.and(record));
        sessions.forget(account.id());
        tokens.forget(account.id());
        members.forget(account.id());
    }

    Account role(Viewer who, String client, Account account, Role role) {
        if (account.member().role() == role) {
            return account;
        }
        if (role == Role.GUEST) {
            throw new Rejected(List.of(Fault.of("role", "fault.role", "role", role.word())));
        }
        Unit record = audit.entry(
                who,
                client,
                "members.role",
                account.member().ref().toString(),
                account.member().role().word() + " → " + role.word());
        return keepOneAdministrator(
                account, members.role(account.member().ref(), role).and(record));
    }

    Account suspend(Viewer who, String client, Account account, boolean suspended) {
        if (account.member().suspended() == suspended) {
            return account;
        }
        Unit record = audit.entry(
                who,
                client,
                suspended ? "members.suspend" : "members.restore",
                account.member().ref().toString(),
                "");
        return keepOneAdministrator(
                account, members.suspended(account.member().ref(), suspended).and(record));
    }

    /** Takes away the account; hosts and features follow the event. */
    void erase(Viewer who, String client, Account account, Parting parting) {
        Ref member = account.member().ref();
        Unit erased = members.erased(account, parting, who.member().map(it -> it.ref()));
        Unit record = who.is(member)
                ? Unit.nothing()
                : audit.entry(
                        who,
                        client,
                        "members.erase",
                        member.toString(),
                        parting.name().toLowerCase(Locale.ROOT));
        try {
            store.writeNow(erased.and(record));
        } catch (Conflict e) {
            throw Rejected.conflict(Fault.of("leave", "fault.last-administrator"));
        }
        sessions.forget(account.id());
        tokens.forget(account.id());
        members.forget(account.id());
    }

    private Account keepOneAdministrator(Account account, Unit unit) {
        try {
            store.writeNow(unit);
        } catch (Conflict e) {
            throw Rejected.conflict(Fault.of("role", "fault.last-administrator"));
        }
        return fresh(account);
    }

    private Account fresh(Account account) {
        members.forget(account.id());
        return members.account(account.id()).orElse(account);
    }

    private static void described(Description wanted, List<Fault> faults) {
        Rules.email(wanted.email().strip()).ifPresent(faults::add);
        Rules.locale(wanted.locale()).ifPresent(faults::add);
        Rules.zone(wanted.zone()).ifPresent(faults::add);
    }

    private static Rejected taken(String name) {
        return Rejected.conflict(Fault.of("name", "fault.name.taken", "name", name));
    }

    private static Rejected alike(String name) {
        return Rejected.conflict(Fault.of("name", "fault.name.alike", "name", name));
    }

    static String tag(Locale locale) {
        return locale.equals(Locale.ROOT) ? "" : locale.toLanguageTag();
    }
}
