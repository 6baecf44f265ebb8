/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Accounts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The table of members: finds them and makes the statements that change them.
 *
 * <p>The 10,000 members used last are remembered, until a unit with an event about them is kept: they are forgotten before
 * whoever wrote it is answered. What was read from an older state of the store is not remembered after that.
 *
 * <p>Safe for concurrent use. It does not judge: what a name may be is in {@link Rules}, who may change it in the routes.
 */
@Component(service = {Members.class, Accounts.class, MemberDirectory.class})
@Designate(ocd = MemberDirectory.Settings.class)
public final class MemberDirectory implements Members, Accounts {

    @ObjectClassDefinition(name = "%members.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** The host that members belong to: the first part of their references. */
        @AttributeDefinition(name = "%members.host", description = "%members.host.about")
        String host() default "forum";
    }

    private static final int REMEMBERED = 10_000;
    private static final int AT_ONCE = 500;

    private static final String COLUMNS =
            "SELECT id, external_id, name, email, password <> '' AS able, role, locale, zone, joined, suspended, epoch,"
                    + " revision, parting FROM identity_member ";
    private static final String CHANGED = "revision = revision + 1";

    /** Whether the row is not the only administrator who can act: there is always one left to undo things. */
    private static final String DISPENSABLE = " AND (role <> 'administrator' OR suspended = 1 OR (SELECT COUNT(*) FROM"
            + " identity_member WHERE role = 'administrator' AND suspended = 0 AND parting IS NULL) > 1)";

    private final Store store;
    private final Ids ids;
    private final Clock clock;
    private volatile String host;
    private final AutoCloseable watching;
    private final Remembered<Long, Account> remembered = new Remembered<>(REMEMBERED);
    /** The offset of the newest event about a member. */
    private volatile long changed;

    @Activate
    public MemberDirectory(
            @Reference IdentityTables tables,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Commits commits,
            @Reference Clock clock,
            Settings settings) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.host = settings.host();
        this.watching = commits.witness(this::kept);
    }

    @Modified
    void settings(Settings changed) {
        this.host = changed.host();
        remembered.forgetIf(any -> true);
    }

    @Deactivate
    void close() throws Exception {
        watching.close();
    }

    // Members

    @Override
    public Optional<Member> find(Ref member) {
        return id(member).flatMap(this::account).filter(Account::isNamed).map(Account::member);
    }

    @Override
    public Optional<Member> named(String name) {
        return accountNamed(name).map(Account::member);
    }

    @Override
    public Map<Ref, Member> all(Collection<Ref> members) {
        Map<Ref, Member> found = new LinkedHashMap<>();
        for (Account account : accounts(members)) {
            if (account.isNamed()) {
                found.put(account.member().ref(), account.member());
            }
        }
        return found;
    }

    @Override
    public List<Member> list(Optional<Ref> after, int limit) {
        return accounts("", after.flatMap(this::id).orElse(0L), limit).stream()
                .map(Account::member)
                .toList();
    }

    // Accounts

    @Override
    public Unit imported(Ref member, Arrival arrival) {
        String externalId = arrival.externalId();
        String mended = Rules.mended(arrival.name(), "member " + Rules.cut(externalId, 30));
        String second = Rules.cut(mended, 28) + " (" + Rules.cut(externalId, 18) + ")";
        String third = Rules.cut(mended, 28) + " " + member.id();
        Statement insert = Statement.of(
                "WITH candidate (place, name, folded, look) AS (VALUES (1, ?, ?, ?), (2, ?, ?, ?), (3, ?, ?, ?))"
                        + " INSERT INTO identity_member (id, external_id, name, name_folded, look, locale, zone, joined)"
                        + " SELECT ?, ?, c.name, c.folded, c.look, ?, ?, ? FROM candidate c"
                        + " WHERE NOT EXISTS (SELECT 1 FROM identity_member WHERE external_id = ?)"
                        + " AND NOT EXISTS (SELECT 1 FROM identity_member WHERE name_folded = c.folded)"
                        + " ORDER BY c.place LIMIT 1",
                mended,
                Rules.folded(mended),
                Rules.look(mended),
                second,
                Rules.folded(second),
                Rules.look(second),
                third,
                Rules.folded(third),
                Rules.look(third),
                number(member),
                externalId,
                arrival.locale().map(Membership::tag).orElse(""),
                arrival.zone().map(ZoneId::getId).orElse("UTC"),
                arrival.joined(),
                externalId);
        return Unit.of(insert).event(Occurrence.of(Event.MEMBER_JOINED, member, 1));
    }

    @Override
    public Unit present(Ref member, Instant at) {
        return Unit.of(Statement.of(
                "UPDATE identity_member SET joined = ? WHERE id = ? AND joined > ?", at, number(member), at));
    }

    @Override
    public Ref next() {
        return Ref.member(host, Long.toString(ids.next()));
    }

    @Override
    public Map<String, Ref> byExternalId(Collection<String> externalIds) {
        Map<String, Ref> found = new HashMap<>();
        List<String> asked = List.copyOf(externalIds);
        for (int from = 0; from < asked.size(); from += AT_ONCE) {
            List<String> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
            Statement query = Statement.of(
                    "SELECT id, external_id FROM identity_member WHERE external_id IN (" + places(some.size()) + ")",
                    some.toArray());
            store.read(reader -> reader.list(query, row -> found.put(row.text("external_id"), ref(row.number("id")))));
        }
        return found;
    }

    @Override
    public Optional<String> externalId(Ref member) {
        return id(member).flatMap(this::account).flatMap(Account::externalId);
    }

    @Override
    public Unit role(Ref member, Role role) {
        Statement change = Statement.of(
                "UPDATE identity_member SET role = ?, " + CHANGED + " WHERE id = ? AND parting IS NULL"
                        + (role == Role.ADMINISTRATOR ? "" : DISPENSABLE),
                role.word(),
                number(member));
        return changing(member, change.expecting(1));
    }

    @Override
    public Unit suspended(Ref member, boolean suspended) {
        // A remembered password must not outlive a suspension, hence the epoch; nor must a token.
        Statement change = suspended
                ? Statement.of(
                        "UPDATE identity_member SET suspended = 1, epoch = epoch + 1, " + CHANGED
                                + " WHERE id = ? AND parting IS NULL" + DISPENSABLE,
                        number(member))
                : Statement.of(
                        "UPDATE identity_member SET suspended = 0, " + CHANGED + " WHERE id = ? AND parting IS NULL",
                        number(member));
        Unit unit = changing(member, change.expecting(1));
        return suspended ? unit.and(Tokens.ending(number(member))) : unit;
    }

    @Override
    public Optional<Parting> parting(Ref member) {
        return id(member).flatMap(this::account).flatMap(Account::parting);
    }

    @Override
    public Map<Ref, Parting> partings(Collection<Ref> members) {
        Map<Ref, Parting> found = new HashMap<>();
        for (Account account : accounts(members)) {
            account.parting().ifPresent(parting -> found.put(account.member().ref(), parting));
        }
        return found;
    }

    // for this bundle

    /** Erased ones too. */
    Optional<Account> account(long id) {
        Optional<Account> known = remembered.get(id);
        return known.isPresent() ? known : load(List.of(id)).stream().findFirst();
    }

    /** As the store has it now. */
    Optional<Account> afresh(long id) {
        return load(List.of(id)).stream().findFirst();
    }

    /** By id or by the id in an archive; not erased. */
    Optional<Account> accountOf(String idOrExternalId) {
        return number(idOrExternalId)
                .flatMap(this::account)
                .filter(Account::isHere)
                .or(() -> Optional.ofNullable(
                                byExternalId(List.of(idOrExternalId)).get(idOrExternalId))
                        .flatMap(this::id)
                        .flatMap(this::account)
                        .filter(Account::isHere));
    }

    /** Erased ones too; those remembered first. */
    private List<Account> accounts(Collection<Ref> members) {
        List<Account> found = new ArrayList<>();
        List<Long> missing = new ArrayList<>();
        for (Ref ref : members) {
            id(ref).ifPresent(id -> remembered.get(id).ifPresentOrElse(found::add, () -> missing.add(id)));
        }
        found.addAll(load(missing));
        return found;
    }

    Optional<Account> accountNamed(String name) {
        return store.read(reader -> reader.first(
                Statement.of(
                        COLUMNS + "WHERE name_folded = ? AND parting IS NULL",
                        Rules.folded(Rules.cut(name, Rules.LONGEST_NAME * 4))),
                this::account));
    }

    /** Members whose name holds {@code part}, by id, not the erased ones. */
    List<Account> accounts(String part, long after, int limit) {
        String pattern = "%"
                + Rules.folded(part).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
                + "%";
        Statement query = part.isBlank()
                ? Statement.of(COLUMNS + "WHERE id > ? AND parting IS NULL ORDER BY id LIMIT ?", after, limit)
                : Statement.of(
                        COLUMNS
                                + "WHERE id > ? AND parting IS NULL AND name_folded LIKE ? ESCAPE '\\' ORDER BY id LIMIT ?",
                        after,
                        pattern,
                        limit);
        return store.read(reader -> reader.list(query, this::account));
    }

    boolean hasAdministrator() {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT COUNT(*) FROM identity_member WHERE role = 'administrator' AND parting IS NULL")))
                > 0;
    }

    /** What {@link Passwords#matches} takes; empty if there is none. */
    String password(long id) {
        return store.read(reader -> reader.first(
                        Statement.of("SELECT password FROM identity_member WHERE id = ?", id),
                        row -> row.text("password")))
                .orElse("");
    }

    /** Whether another member, here or gone, has or had a name that cannot be told from this one by looking. */
    boolean hasAlike(String name, long otherThan) {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT COUNT(*) FROM identity_member WHERE look IN (?, ?) AND id <> ?",
                        Rules.look(name),
                        Rules.capitalLook(name),
                        otherThan)))
                > 0;
    }

    /** Fails with a conflict if the name, or one that looks the same, is taken. */
    Unit joining(Ref member, String name, String email, String password, Role role, String locale, String zone) {
        Statement insert = Statement.of(
                "INSERT INTO identity_member (id, name, name_folded, look, email, password, role, locale, zone, joined)"
                        + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + " WHERE NOT EXISTS (SELECT 1 FROM identity_member WHERE name_folded = ?)"
                        + " AND NOT EXISTS (SELECT 1 FROM identity_member WHERE look IN (?, ?))",
                number(member),
                name,
                Rules.folded(name),
                Rules.look(name),
                email,
                password,
                role.word(),
                locale,
                zone,
                clock.instant(),
                Rules.folded(name),
                Rules.look(name),
                Rules.capitalLook(name));
        return Unit.of(insert.expecting(1)).event(Occurrence.of(Event.MEMBER_JOINED, member, 1, member));
    }

    /** Notes on a new member which request made it; see {@link #joinedBy(String, String)}. */
    Statement joinedBy(Ref member, String key, String body) {
        return Statement.of(
                "UPDATE identity_member SET join_key = ?, join_body = ? WHERE id = ?", key, body, number(member));
    }

    /** The newest one: a key may be used anew after a week. */
    Optional<Account> joinedBy(String key, String body) {
        return store.read(reader -> reader.first(
                Statement.of(
                        COLUMNS + "WHERE join_key = ? AND join_body = ? AND parting IS NULL ORDER BY id DESC LIMIT 1",
                        key,
                        body),
                this::account));
    }

    /** Fails with a conflict if a new name, or one that looks the same, is taken or the account is no longer as it was. */
    Unit described(Account account, String name, String email, String locale, String zone) {
        Statement change = Statement.of(
                "UPDATE identity_member SET name = ?, name_folded = ?, look = ?, email = ?, locale = ?, zone = ?, "
                        + CHANGED
                        + " WHERE id = ? AND parting IS NULL AND revision = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM identity_member WHERE name_folded = ? AND id <> ?)"
                        + " AND (name = ? OR NOT EXISTS (SELECT 1 FROM identity_member WHERE look IN (?, ?) AND id <> ?))",
                name,
                Rules.folded(name),
                Rules.look(name),
                email,
                locale,
                zone,
                account.id(),
                account.revision(),
                Rules.folded(name),
                account.id(),
                name,
                Rules.look(name),
                Rules.capitalLook(name),
                account.id());
        return changing(account.member().ref(), change.expecting(1));
    }

    /** Fails with a conflict if they are no administrator who can act; changes nothing. */
    Unit administering(Ref actor) {
        return Unit.of(Statement.of(
                        "UPDATE identity_member SET revision = revision WHERE id = ? AND role = 'administrator'"
                                + " AND suspended = 0 AND parting IS NULL",
                        number(actor))
                .expecting(1));
    }

    /** Fails with a conflict if the account is no longer as it was; changes nothing. */
    Unit unchanged(Account account) {
        return Unit.of(Statement.of(
                        "UPDATE identity_member SET revision = revision WHERE id = ? AND revision = ?"
                                + " AND parting IS NULL",
                        account.id(),
                        account.revision())
                .expecting(1));
    }

    /** Several changes of an account, told as one. */
    Unit asOne(Account account, Unit changes) {
        Ref member = account.member().ref();
        List<Occurrence> others = new ArrayList<>(changes.events());
        others.removeIf(
                it -> it.type().equals(Event.MEMBER_CHANGED) && it.subject().equals(member));
        int count = changes.events().size() - others.size();
        others.addFirst(Occurrence.of(Event.MEMBER_CHANGED, member, account.revision() + count));
        return new Unit(changes.statements(), others, changes.commands(), changes.tasks(), changes.once());
    }

    /** A new password, as {@link Passwords#hash} made it; what was remembered of the old one no longer counts. */
    Unit password(Account account, String password) {
        Statement change = Statement.of(
                "UPDATE identity_member SET password = ?, epoch = epoch + 1, " + CHANGED
                        + " WHERE id = ? AND parting IS NULL",
                password,
                account.id());
        return changing(account.member().ref(), change.expecting(1));
    }

    /**
     * Takes away all that is known of a person. The row stays, so that the id is not given again and an archive that is
     * imported again does not bring them back.
     */
    Unit erased(Account account, Parting parting, Optional<Ref> by) {
        boolean keep = parting == Parting.KEEP;
        Ref member = account.member().ref();
        Statement row = Statement.of(
                "UPDATE identity_member SET email = '', password = '', locale = '', zone = 'UTC', role = 'member',"
                        + " join_key = NULL, join_body = NULL, suspended = 0, epoch = epoch + 1, parting = ?"
                        + (keep ? ", " : ", name = '', name_folded = 'erased:' || id, look = '', ")
                        + CHANGED + " WHERE id = ? AND parting IS NULL" + DISPENSABLE,
                parting.name().toLowerCase(Locale.ROOT),
                account.id());
        return Unit.of(
                        row.expecting(1),
                        Statement.of("DELETE FROM identity_session WHERE member = ?", account.id()),
                        Tokens.ending(account.id()))
                .event(new Occurrence(Event.MEMBER_ERASED, member, account.revision() + 1, by));
    }

    void forget(long id) {
        remembered.forget(id);
    }

    Ref ref(long id) {
        return Ref.member(host, Long.toString(id));
    }

    /** The number in a reference to one of our members. */
    Optional<Long> id(Ref member) {
        return member.host().equals(host) && member.is(Ref.MEMBER) ? number(member.id()) : Optional.empty();
    }

    private long number(Ref member) {
        return id(member).orElseThrow(() -> new IllegalArgumentException(member + " is not a member of " + host));
    }

    private static Optional<Long> number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(it -> it >= '0' && it <= '9');
        // 007 is not 7: an id has one form only
        return digits && (text.length() == 1 || text.charAt(0) != '0')
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }

    private Unit changing(Ref member, Statement change) {
        long revision = id(member).flatMap(this::account).map(Account::revision).orElse(0L) + 1;
        return Unit.of(change).event(Occurrence.of(Event.MEMBER_CHANGED, member, revision));
    }

    private List<Account> load(List<Long> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Account> loaded = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            List<Long> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
            Statement query = Statement.of(COLUMNS + "WHERE id IN (" + places(some.size()) + ")", some.toArray());
            loaded.addAll(store.read(reader -> remembered(reader, query)));
        }
        return loaded;
    }

    /** A read inside another one sees the state of that one, which may be from before a change. */
    private List<Account> remembered(Reader reader, Statement query) {
        long stamp = remembered.stamp();
        boolean current = reader.newest() >= changed;
        List<Account> accounts = reader.list(query, this::account);
        if (current) {
            accounts.forEach(account -> remembered.put(account.id(), account, stamp));
        }
        return accounts;
    }

    /** On the thread that writes. */
    private void kept(Store.Committed at, List<Occurrence> events) {
        for (Occurrence event : events) {
            id(event.subject()).ifPresent(id -> {
                changed = at.lastOffset();
                remembered.forget(id);
            });
        }
    }

    private Account account(Row row) {
        long id = row.number("id");
        Member member = new Member(
                ref(id),
                row.text("name"),
                Role.of(row.text("role")),
                Locale.forLanguageTag(row.text("locale")),
                Rules.zoneOf(row.text("zone")),
                row.instant("joined"),
                row.flag("suspended"));
        return new Account(
                id,
                row.optionalText("external_id"),
                member,
                row.text("email"),
                row.flag("able"),
                row.number("epoch"),
                row.number("revision"),
                row.optionalText("parting").map(it -> Parting.valueOf(it.toUpperCase(Locale.ROOT))));
    }

    private static String places(int number) {
        return String.join(", ", Collections.nCopies(number, "?"));
    }
}
