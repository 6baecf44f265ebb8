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
import org.allmende.api.member.Member;
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

    /**
     * What is to become of an account; what is empty stays as it is.
     *
     * @param revision the one that the change was made from, if that matters
     */
    record Change(
            Optional<Description> description,
            Optional<NewPassword> password,
            Optional<Role> role,
            Optional<Boolean> suspended,
            Optional<Long> revision) {

        static final Change NONE =
                new Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        /** Whether it takes an administrator, on one's own account too. */
        boolean isDecision() {
            return role.isPresent() || suspended.isPresent();
        }

        Change describing(Description wanted) {
            return new Change(Optional.of(wanted), password, role, suspended, revision);
        }

        Change password(NewPassword wanted) {
            return new Change(description, Optional.of(wanted), role, suspended, revision);
        }

        Change role(Role wanted) {
            return new Change(description, password, Optional.of(wanted), suspended, revision);
        }

        Change suspended(boolean wanted) {
            return new Change(description, password, role, Optional.of(wanted), revision);
        }

        Change from(Optional<Long> aRevision) {
            return new Change(description, password, role, suspended, aRevision);
        }
    }

    /** A new password. All sessions but {@code keep} end with the old one, and so do the programs' tokens if that is wanted. */
    record NewPassword(String password, Optional<Sessions.Session> keep, Programs programs) {}

    /** Whether the tokens that programs use end with the old password. */
    enum Programs {
        END,
        GO_ON;

        static Programs ended(boolean end) {
            return end ? END : GO_ON;
        }
    }

    /**
     * Does all of it or, if any of it can't be, nothing. Who changes another's account is an administrator still when it is kept.
     */
    Account change(Viewer who, String client, Account account, Change wanted) {
        if (wanted.revision().isPresent() && wanted.revision().get() != account.revision()) {
            throw Rejected.overtaken();
        }
        judge(who, account, wanted);
        Unit parts = described(account, wanted)
                .and(repassworded(who, client, account, wanted))
                .and(raised(who, client, account, wanted))
                .and(suspended(who, client, account, wanted));
        if (parts.isNothing()) {
            return account;
        }
        Unit unit = wanted.isDecision() || !who.is(account.member().ref()) ? administering(who) : Unit.nothing();
        if (wanted.isDecision() || wanted.revision().isPresent()) {
            unit = unit.and(members.unchanged(account));
        }
        try {
            store.writeNow(unit.and(members.asOne(account, parts)));
        } catch (Conflict e) {
            throw overtaken(who, account, wanted);
        }
        if (wanted.password().isPresent()) {
            sessions.forget(account.id());
            tokens.forget(account.id());
        }
        return fresh(account);
    }

    private void judge(Viewer who, Account account, Change wanted) {
        List<Fault> faults = new ArrayList<>();
        wanted.description().ifPresent(description -> {
            // A name from an archive may break rules that came later; it is judged when it is changed.
            if (!Rules.tidy(description.name()).equals(account.member().name())) {
                Rules.name(Rules.tidy(description.name())).ifPresent(faults::add);
                if (account.member().suspended() && !who.may(MANAGE)) {
                    throw Rejected.forbidden(Fault.of("name", "fault.name.suspended"));
                }
            }
            described(description, faults);
        });
        wanted.password()
                .flatMap(it -> Rules.password("password", it.password(), nameAfter(account, wanted)))
                .ifPresent(faults::add);
        wanted.role()
                .filter(role -> role == Role.GUEST)
                .ifPresent(role -> faults.add(Fault.of("role", "fault.role", "role", role.word())));
        if (!faults.isEmpty()) {
            throw new Rejected(faults);
        }
    }

    private static String nameAfter(Account account, Change wanted) {
        return wanted.description()
                .map(description -> Rules.tidy(description.name()))
                .orElse(account.member().name());
    }

    private Unit described(Account account, Change wanted) {
        return wanted.description()
                .map(it -> new Description(Rules.tidy(it.name()), it.email().strip(), it.locale(), it.zone()))
                .filter(it -> !it.equals(Description.of(account)))
                .map(it -> members.described(account, it.name(), it.email(), it.locale(), it.zone()))
                .orElse(Unit.nothing());
    }

    private Unit repassworded(Viewer who, String client, Account account, Change wanted) {
        if (wanted.password().isEmpty()) {
            return Unit.nothing();
        }
        NewPassword password = wanted.password().get();
        Unit unit = members.password(account, passwords.hash(password.password()))
                .and(sessions.ending(account.id(), password.keep()));
        if (password.programs() == Programs.END) {
            unit = unit.and(Tokens.ending(account.id()));
        }
        return who.is(account.member().ref()) ? unit : unit.and(entry(who, client, "members.password", account, ""));
    }

    private Unit raised(Viewer who, String client, Account account, Change wanted) {
        Role now = account.member().role();
        return wanted.role()
                .filter(role -> role != now)
                .map(role -> members.role(account.member().ref(), role)
                        .and(entry(who, client, "members.role", account, now.word() + " → " + role.word())))
                .orElse(Unit.nothing());
    }

    private Unit suspended(Viewer who, String client, Account account, Change wanted) {
        return wanted.suspended()
                .filter(suspended -> suspended != account.member().suspended())
                .map(suspended -> members.suspended(account.member().ref(), suspended)
                        .and(entry(who, client, suspended ? "members.suspend" : "members.restore", account, "")))
                .orElse(Unit.nothing());
    }

    private Unit entry(Viewer who, String client, String act, Account account, String detail) {
        return audit.entry(who, client, act, account.member().ref().toString(), detail);
    }

    /** Fails with a conflict if who asks is no administrator any more. */
    private Unit administering(Viewer who) {
        return who.member().map(member -> members.administering(member.ref())).orElse(Unit.nothing());
    }

    /** Why a change could not be kept. */
    private Rejected overtaken(Viewer who, Account account, Change wanted) {
        members.forget(account.id());
        boolean own = who.is(account.member().ref());
        if ((wanted.isDecision() || !own) && !administers(who)) {
            return Rejected.forbidden(Fault.of("role", "fault.no-administrator"));
        }
        String name = nameAfter(account, wanted);
        if (!name.equals(account.member().name())) {
            if (members.accountNamed(name).filter(it -> it.id() != account.id()).isPresent()) {
                return taken(name);
            }
            if (members.hasAlike(name, account.id())) {
                return alike(name);
            }
        }
        boolean same = members.account(account.id())
                .filter(now -> now.isHere() && now.revision() == account.revision())
                .isPresent();
        return same && wanted.isDecision()
                ? Rejected.conflict(Fault.of("role", "fault.last-administrator"))
                : Rejected.overtaken();
    }

    private boolean administers(Viewer who) {
        return who.member()
                .map(Member::ref)
                .map(actor -> members.id(actor)
                        .flatMap(members::afresh)
                        .filter(Account::administers)
                        .isPresent())
                .orElse(true);
    }

    /** Takes away the account; hosts and features follow the event. */
    void erase(Viewer who, String client, Account account, Parting parting) {
        Ref member = account.member().ref();
        boolean own = who.is(member);
        Unit asked = own ? Unit.nothing() : administering(who);
        Unit erased = members.erased(account, parting, who.member().map(it -> it.ref()));
        Unit record = own
                ? Unit.nothing()
                : audit.entry(
                        who,
                        client,
                        "members.erase",
                        member.toString(),
                        parting.name().toLowerCase(Locale.ROOT));
        try {
            store.writeNow(asked.and(erased).and(audit.forget(member)).and(record));
        } catch (Conflict e) {
            throw own || administers(who)
                    ? Rejected.conflict(Fault.of("leave", "fault.last-administrator"))
                    : Rejected.forbidden(Fault.of("role", "fault.no-administrator"));
        }
        sessions.forget(account.id());
        tokens.forget(account.id());
        members.forget(account.id());
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
