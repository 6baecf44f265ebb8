/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.Set;
import java.util.TreeSet;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;

/**
 * What one viewer may see, as of one moment; the one place where this is decided.
 *
 * @param me the viewer's reference as text; empty for a guest
 * @param everything whether they see what is private and what was taken away
 * @param closed the spaces that they may not read: private ones whose member they are not, and all that lie in those
 */
public record Access(String me, boolean everything, Set<Long> closed) {

    private static final String CLOSED = """
            WITH RECURSIVE closed (id) AS (
              SELECT id FROM forum_space
              WHERE private = 1 AND id NOT IN (SELECT space FROM forum_space_member WHERE member = ?)
              UNION
              SELECT s.id FROM forum_space s JOIN closed c ON s.parent = c.id)
            SELECT id FROM closed""";

    /** Bound four times with {@link #me}; for others than moderators. */
    private static final String VISIBLE = """
             AND (p.state = 'published' OR (p.author = ? AND (p.state <> 'deleted' OR p.taken_by = ?)))
             AND (t.state = 'published' OR (t.author = ? AND (t.state <> 'deleted' OR t.taken_by = ?)))""";

    /** The same for topics without their posts; bound twice. */
    private static final String VISIBLE_TOPIC =
            " AND (t.state = 'published' OR (t.author = ? AND (t.state <> 'deleted' OR t.taken_by = ?)))";

    private static final String OPEN = " AND t.space NOT IN (SELECT value FROM json_each(?))";

    public static Access of(Viewer viewer, Reader reader) {
        String me = viewer.member().map(Member::ref).map(Ref::toString).orElse("");
        if (viewer.may(Writing.MODERATE)) {
            return new Access(me, true, Set.of());
        }
        return new Access(me, false, new TreeSet<>(closedTo(me, reader)));
    }

    /** What a member may see who is not asking themselves, such as somebody who is to be told of a post. */
    static Access of(Member member, boolean everything, Reader reader) {
        String me = member.ref().toString();
        return new Access(me, everything, everything ? Set.of() : new TreeSet<>(closedTo(me, reader)));
    }

    private static java.util.List<Long> closedTo(String me, Reader reader) {
        return reader.list(Statement.of(CLOSED, me), row -> row.number("id"));
    }

    public boolean mayRead(long space) {
        return !closed.contains(space);
    }

    /** Whether an item of this author in this state is in sight, its space and topic apart. */
    boolean sees(String author, State state, String takenBy) {
        if (everything || state == State.PUBLISHED) {
            return true;
        }
        return !me.isEmpty() && author.equals(me) && (state != State.DELETED || takenBy.equals(me));
    }

    /** Adds to a query over {@code forum_post p JOIN forum_topic t} that only visible posts are found. */
    Query posts(Query query) {
        if (everything) {
            return query;
        }
        if (me.isEmpty()) {
            query.and(" AND p.state = 'published' AND t.state = 'published'");
        } else {
            query.and(VISIBLE, me, me, me, me);
        }
        return open(query);
    }

    /** Adds to a query over {@code forum_topic t} that only visible topics are found. */
    Query topics(Query query) {
        if (everything) {
            return query;
        }
        if (me.isEmpty()) {
            query.and(" AND t.state = 'published'");
        } else {
            query.and(VISIBLE_TOPIC, me, me);
        }
        return open(query);
    }

    private Query open(Query query) {
        if (closed.isEmpty()) {
            return query;
        }
        return query.and(OPEN, Query.numbers(closed));
    }
}
