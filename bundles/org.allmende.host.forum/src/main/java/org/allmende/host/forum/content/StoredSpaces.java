/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Members;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;

/** Makes spaces, and lets members into private ones. Thread-safe. */
final class StoredSpaces {

    private final Store store;
    private final Ids ids;
    private final Members members;
    private final Clock clock;
    private final Rows rows;
    private final Rights rights;
    private final Wording wording;
    private final Once once;
    private final Refusals refusals;
    private final Interventions interventions;

    StoredSpaces(
            Store store,
            Ids ids,
            Members members,
            Clock clock,
            Rows rows,
            Rights rights,
            Wording wording,
            Once once,
            Refusals refusals,
            Interventions interventions) {
        this.store = store;
        this.ids = ids;
        this.members = members;
        this.clock = clock;
        this.rows = rows;
        this.rights = rights;
        this.wording = wording;
        this.once = once;
        this.refusals = refusals;
        this.interventions = interventions;
    }

    StoredSpaces with(Interventions others) {
        return new StoredSpaces(store, ids, members, clock, rows, rights, wording, once, refusals, others);
    }

    Ref create(Viewer viewer, NewSpace given, Optional<String> asked) {
        Ref me = rights.writer(viewer);
        if (!viewer.may(Writing.SPACES)) {
            throw refusals.forbidden(viewer, "refused.spaces");
        }
        String name = wording.name(viewer, "name", given.name(), Writing.NAME_LIMIT);
        String description = Texts.body(given.description());
        wording.limit(viewer, "description", description, 2000);
        Optional<Once.Key> key = asked.map(text ->
                Once.Key.of(me, "space", text, name, description, given.parent(), given.isPrivate(), given.members()));
        Optional<Ref> before =
                key.flatMap(each -> once.itemBefore(viewer, each)).map(Refs::space);
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Long> parent = given.parent()
                .map(id -> store.read(reader -> rows.number(reader, Ref.SPACE, id)
                        .filter(Access.of(viewer, reader)::mayRead)
                        .orElseThrow(() -> refusals.invalid(viewer, "parent", "missing.space"))));
        given.members().forEach(member -> {
            if (members.find(member).isEmpty()) {
                throw refusals.invalid(viewer, "members", "refused.member", "member", member.id());
            }
        });
        long id = ids.next();
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                        """
                        INSERT INTO forum_space (id, name, description, parent, private, created)
                        SELECT ?, ?, ?, ?, ?, ?
                        WHERE NOT EXISTS (SELECT 1 FROM forum_space WHERE ifnull(parent, 0) = ? AND name = ?)""",
                        id,
                        name,
                        description,
                        parent.orElse(null),
                        given.isPrivate(),
                        clock.instant(),
                        parent.orElse(0L),
                        name)
                .expecting(1));
        if (given.isPrivate()) {
            Set<Ref> readers = new LinkedHashSet<>(given.members());
            readers.add(me);
            readers.forEach(member -> all.add(admitted(id, member)));
        }
        Unit unit = Unit.of(all)
                .event(Occurrence.of(Event.SPACE_CREATED, Refs.space(id), 1, me))
                .and(interventions.recorded(viewer, "forum.space.create", Refs.space(id), ""));
        try {
            store.writeNow(once.keyed(unit, key, id));
            return Refs.space(id);
        } catch (Store.Duplicate done) {
            return key.flatMap(each -> once.itemBefore(viewer, each))
                    .map(Refs::space)
                    .orElseThrow(() -> done);
        } catch (Store.Conflict taken) {
            throw refusals.conflict(viewer, "refused.space-name");
        }
    }

    private static Statement admitted(long space, Ref member) {
        return Statement.of("INSERT OR IGNORE INTO forum_space_member (member, space) VALUES (?, ?)", member, space);
    }

    void admit(Viewer viewer, String space, Ref member) {
        if (members.find(member).isEmpty()) {
            throw refusals.invalid(viewer, "member", "refused.member", "member", member.id());
        }
        readers(viewer, space, member, "forum.space.admit", id -> admitted(id, member));
    }

    void dismiss(Viewer viewer, String space, Ref member) {
        readers(
                viewer,
                space,
                member,
                "forum.space.dismiss",
                id -> Statement.of("DELETE FROM forum_space_member WHERE member = ? AND space = ?", member, id));
    }

    private void readers(Viewer viewer, String space, Ref member, String act, Function<Long, Statement> change) {
        Ref me = rights.writer(viewer);
        if (!viewer.may(Writing.SPACES)) {
            throw refusals.forbidden(viewer, "refused.spaces");
        }
        record Found(long id, long revision) {}
        Found found = store.read(reader -> rows.number(reader, Ref.SPACE, space)
                .filter(Access.of(viewer, reader)::mayRead)
                .map(id ->
                        new Found(id, rows.spaceWithPath(reader, id).getLast().revision()))
                .orElseThrow(() -> refusals.missing(viewer, "missing.space")));
        store.writeNow(Unit.of(
                        change.apply(found.id()).expecting(1),
                        Statement.of("UPDATE forum_space SET revision = revision + 1 WHERE id = ?", found.id()))
                .event(Occurrence.of(Event.SPACE_CHANGED, Refs.space(found.id()), found.revision() + 1, me))
                .and(interventions.recorded(
                        viewer, act, member, Refs.space(found.id()).toString())));
    }
}
