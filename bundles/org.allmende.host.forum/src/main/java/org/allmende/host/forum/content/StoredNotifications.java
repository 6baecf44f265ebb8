/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads and marks what is kept for the bell. What has become invisible to its member is shown no more. */
@Component(service = Notifications.class)
public final class StoredNotifications implements Notifications {

    private static final int MOST_COUNTED = 100;

    private static final String NOTIFICATIONS = """
            SELECT n.*, t.title AS topic_title
            FROM forum_notification n
              LEFT JOIN forum_post p ON p.id = n.post
              LEFT JOIN forum_topic t ON t.id = p.topic
            WHERE n.member = ? AND (n.at, n.id) < (?, ?)""";

    private final Store store;
    private final Rows rows;
    private final Refusals refusals;

    @Activate
    public StoredNotifications(
            @Reference Tables tables, @Reference Store store, @Reference Rows rows, @Reference Refusals refusals) {
        this.store = store;
        this.rows = rows;
        this.refusals = refusals;
    }

    @Override
    public int unread(Viewer viewer) {
        return viewer.member()
                .map(Member::ref)
                .map(me -> store.read(reader -> (int) reader.count(Statement.of(
                        "SELECT count(*) FROM (SELECT 1 FROM forum_notification WHERE member = ? AND read = 0 LIMIT ?)",
                        me,
                        MOST_COUNTED))))
                .orElse(0);
    }

    @Override
    public Paged<Notification> list(Viewer viewer, Optional<String> after, int limit) {
        if (viewer.member().isEmpty()) {
            return new Paged<>(List.of(), Optional.empty());
        }
        Ref me = viewer.member().get().ref();
        Cursor from = after.map(text ->
                        Cursor.parse(text).orElseThrow(() -> refusals.invalid(viewer, "after", "refused.after")))
                .orElse(Cursor.NEWEST);
        return store.read(reader -> {
            Access access = Access.of(viewer, reader);
            Query query = new Query(NOTIFICATIONS, me, from.time(), from.id()).and(" AND (n.post IS NULL OR 1");
            access.posts(query).and(") ORDER BY n.at DESC, n.id DESC LIMIT ?", limit + 1);
            List<Kept> found = reader.list(query.statement(), StoredNotifications::kept);
            List<Kept> shown = found.size() > limit ? found.subList(0, limit) : found;
            Map<String, Author> actors = rows.authors(shown.stream()
                    .map(Kept::actor)
                    .filter(actor -> !actor.isEmpty())
                    .toList());
            List<Notification> notifications = new ArrayList<>();
            shown.forEach(each -> notifications.add(each.with(actors)));
            return new Paged<>(
                    notifications,
                    found.size() > limit
                            ? Optional.of(new Cursor(
                                            shown.getLast().at().toEpochMilli(),
                                            shown.getLast().id())
                                    .toString())
                            : Optional.empty());
        });
    }

    private record Kept(
            long id,
            Notification.Kind kind,
            String actor,
            int count,
            String title,
            String body,
            Optional<Ref> about,
            java.time.Instant at,
            boolean isRead) {

        Notification with(Map<String, Author> actors) {
            return new Notification(
                    String.valueOf(id),
                    kind,
                    Optional.ofNullable(actors.get(actor)),
                    count,
                    title,
                    body,
                    about,
                    at,
                    isRead);
        }
    }

    private static Kept kept(Row row) {
        Notification.Kind kind = Notification.Kind.of(row.text("kind"));
        return new Kept(
                row.number("id"),
                kind,
                row.text("actor"),
                (int) row.number("count"),
                kind == Notification.Kind.MESSAGE ? row.text("title") : row.text("topic_title"),
                row.text("body"),
                row.isNull("post")
                        ? row.optionalText("about").map(Ref::parse)
                        : Optional.of(Refs.post(row.number("post"))),
                row.instant("at"),
                row.flag("read"));
    }

    @Override
    public void read(Viewer viewer, String id) {
        Refs.number(id).ifPresent(number -> viewer.member()
                .ifPresent(me -> store.writeNow(Unit.of(Statement.of(
                        "UPDATE forum_notification SET read = 1 WHERE id = ? AND member = ?", number, me.ref())))));
    }

    @Override
    public void readAll(Viewer viewer, Optional<String> upTo) {
        Refs.number(upTo.orElse(String.valueOf(Long.MAX_VALUE))).ifPresent(number -> viewer.member()
                .ifPresent(me -> store.writeNow(Unit.of(Statement.of("""
                                UPDATE forum_notification SET read = 1
                                WHERE member = ? AND read = 0
                                  AND at <= ifnull((SELECT at FROM forum_notification WHERE id = ?), ?)""", me.ref(), number, Long.MAX_VALUE)))));
    }
}
