/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.member.PersonalData;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a member has in the forum: all they wrote, whatever became of it, what it said before, what they gave and were told.
 * What others wrote is not theirs: of a post that they reacted to or were told about there is the id only. Thread-safe.
 */
@Component(service = PersonalData.class)
public final class Belongings implements PersonalData {

    private static final int AT_ONCE = 500;

    private final Store store;

    @Activate
    public Belongings(@Reference Tables tables, @Reference Store store) {
        this.store = store;
    }

    @Override
    public String part() {
        return Refs.HOST;
    }

    @Override
    public Map<String, Object> of(Ref member) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("topics", byId("""
                SELECT t.*, t.id AS at_id,
                  (SELECT group_concat(tag, char(10)) FROM forum_tag WHERE topic = t.id) AS tags
                FROM forum_topic t WHERE t.author = ? AND t.id > ? ORDER BY t.id LIMIT ?""", member, Belongings::topic));
        all.put("posts", byId("""
                SELECT p.*, p.id AS at_id FROM forum_post p WHERE p.author = ? AND p.id > ? ORDER BY p.id LIMIT ?""", member, Belongings::post));
        all.put("earlierVersions", versions(member));
        all.put("reactions", reactions(member));
        all.put("mentionedIn", byId("""
                SELECT post, post AS at_id FROM forum_mention WHERE member = ? AND post > ? ORDER BY post LIMIT ?""", member, row -> id(row, "post")));
        all.put("spaces", byId("""
                SELECT space, space AS at_id FROM forum_space_member WHERE member = ? AND space > ?
                ORDER BY space LIMIT ?""", member, row -> id(row, "space")));
        all.put("notifications", byId("""
                SELECT n.*, n.id AS at_id FROM forum_notification n WHERE n.member = ? AND n.id > ?
                ORDER BY n.id LIMIT ?""", member, Belongings::notification));
        return all;
    }

    private static Map<String, Object> topic(Row row) {
        return values(
                "id", id(row, "id"),
                "externalId", row.optionalText("external"),
                "space", id(row, "space"),
                "title", row.text("title"),
                "tags",
                        row.optionalText("tags")
                                .map(tags -> List.of(tags.split("\n")))
                                .orElse(List.of()),
                "created", row.instant("created"),
                "state", row.text("state"));
    }

    private static Map<String, Object> post(Row row) {
        return values(
                "id", id(row, "id"),
                "externalId", row.optionalText("external"),
                "topic", id(row, "topic"),
                "replyTo", row.isNull("reply_to") ? null : id(row, "reply_to"),
                "body", row.text("body"),
                "created", row.instant("created"),
                "edited", row.optionalInstant("edited"),
                "revision", row.number("revision"),
                "state", row.text("state"));
    }

    /** What their posts said before, whoever edited them. */
    private List<Object> versions(Ref member) {
        List<Object> all = new ArrayList<>();
        List<Long> posts = byId("""
                SELECT DISTINCT post, post AS at_id FROM forum_revision WHERE post IN (
                  SELECT id FROM forum_post WHERE author = ?) AND post > ? ORDER BY post LIMIT ?""", member, row -> row.number("post"));
        for (long post : posts) {
            all.addAll(store.read(reader -> reader.list(
                    Statement.of("SELECT * FROM forum_revision WHERE post = ? ORDER BY revision", post),
                    Belongings::version)));
        }
        return all;
    }

    private static Map<String, Object> version(Row row) {
        return values(
                "post", id(row, "post"),
                "revision", row.number("revision"),
                "title", row.optionalText("title"),
                "body", row.text("body"),
                "until", row.instant("at"));
    }

    private List<Object> reactions(Ref member) {
        List<Object> all = new ArrayList<>();
        long post = 0;
        String word = "";
        while (true) {
            Statement query = Statement.of("""
                    SELECT post, word, at FROM forum_reaction WHERE member = ? AND (post, word) > (?, ?)
                    ORDER BY post, word LIMIT ?""", member, post, word, AT_ONCE);
            List<Given> some = store.read(reader ->
                    reader.list(query, row -> new Given(row.number("post"), row.text("word"), row.instant("at"))));
            some.forEach(given ->
                    all.add(values("post", Long.toString(given.post()), "reaction", given.word(), "at", given.at())));
            if (some.size() < AT_ONCE) {
                return all;
            }
            post = some.getLast().post();
            word = some.getLast().word();
        }
    }

    private record Given(long post, String word, Instant at) {}

    private static Map<String, Object> notification(Row row) {
        return values(
                "kind", row.text("kind"),
                "count", row.number("count"),
                "post", row.isNull("post") ? null : id(row, "post"),
                "title", row.optionalText("title"),
                "body", row.optionalText("body"),
                "at", row.instant("at"),
                "read", row.flag("read"));
    }

    private record Numbered<T>(long id, T value) {}

    /** All rows of a query that goes on after an id, in pieces. */
    private <T> List<T> byId(String query, Ref member, Function<Row, T> mapper) {
        List<T> all = new ArrayList<>();
        long after = 0;
        while (true) {
            Statement next = Statement.of(query, member, after, AT_ONCE);
            List<Numbered<T>> some = store.read(
                    reader -> reader.list(next, row -> new Numbered<>(row.number("at_id"), mapper.apply(row))));
            some.forEach(each -> all.add(each.value()));
            if (some.size() < AT_ONCE) {
                return all;
            }
            after = some.getLast().id();
        }
    }

    private static String id(Row row, String column) {
        return Long.toString(row.number(column));
    }

    /** As {@link Map#of}, in order, and some of them may be null. */
    private static Map<String, Object> values(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }
}
