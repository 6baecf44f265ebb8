/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.time.Instant;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.host.forum.content.Rows.PostRow;

/** Gives reactions and takes them back; each act done twice is done once. Thread-safe. */
final class StoredReactions {

    private final Store store;
    private final Clock clock;
    private final Rights rights;
    private final Notices notices;
    private final Refusals refusals;

    StoredReactions(Store store, Clock clock, Rights rights, Notices notices, Refusals refusals) {
        this.store = store;
        this.clock = clock;
        this.rights = rights;
        this.notices = notices;
        this.refusals = refusals;
    }

    void react(Viewer viewer, String id, String word) {
        Ref me = rights.writer(viewer);
        if (!Reactions.WORDS.contains(word)) {
            throw refusals.invalid(viewer, "reaction", "refused.reaction", "words", String.join(", ", Reactions.WORDS));
        }
        PostRow row = store.read(reader -> reacted(viewer, reader, id));
        Instant now = clock.instant();
        Unit unit = Unit.of(
                        Statement.of(
                                        "INSERT OR IGNORE INTO forum_reaction (post, word, member, at) VALUES (?, ?, ?, ?)",
                                        row.id(),
                                        word,
                                        me,
                                        now)
                                .expecting(1),
                        Posting.reactions(row.id()),
                        received(row.author(), 1))
                .and(Unit.of(notices.reacted(Ref.parse(row.author()), me, row.id(), now)))
                .event(Occurrence.of(Event.POST_REACTIONS, row.ref(), row.revision(), me));
        unlessDone(unit);
    }

    void unreact(Viewer viewer, String id, String word) {
        Ref me = rights.writer(viewer);
        PostRow row = store.read(reader -> reacted(viewer, reader, id));
        Unit unit = Unit.of(
                        Statement.of(
                                        "DELETE FROM forum_reaction WHERE post = ? AND word = ? AND member = ?",
                                        row.id(),
                                        word,
                                        me)
                                .expecting(1),
                        Posting.reactions(row.id()),
                        received(row.author(), -1))
                .and(Unit.of(notices.unreacted(Ref.parse(row.author()), me, row.id())))
                .event(Occurrence.of(Event.POST_REACTIONS, row.ref(), row.revision(), me));
        unlessDone(unit);
    }

    private PostRow reacted(Viewer viewer, Reader reader, String id) {
        PostRow row = rights.post(viewer, reader, Access.of(viewer, reader), id);
        if (row.seen() != State.PUBLISHED) {
            throw refusals.conflict(viewer, "refused.not-published");
        }
        return row;
    }

    /** Keeps a unit whose first statement finds out that it was kept before. */
    private void unlessDone(Unit unit) {
        try {
            store.writeNow(unit);
        } catch (Store.Conflict done) {
            // Given or taken back already: as wanted.
        }
    }

    private static Statement received(String author, int more) {
        return Statement.of("UPDATE forum_author SET reactions = reactions + ? WHERE author = ?", more, author);
    }
}
