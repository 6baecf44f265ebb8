/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Command;
import org.allmende.api.job.Task;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;

/**
 * Writes what a unit holds besides its statements into the shared tables; {@code migrations/001-shared-tables.sql} says
 * what the columns mean.
 */
final class Recorder {

    private static final String ONCE = "INSERT OR IGNORE INTO store_once (key, at) VALUES (?, ?)";
    private static final String EVENT =
            "INSERT INTO events_event (offset, type, time, subject, revision, actor) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String COMMAND =
            "INSERT OR IGNORE INTO hosts_command (id, host, kind, subject, member, title, body, tags, about, reason, created)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String TASK =
            "INSERT INTO jobs_task (job, key, due, payload, next_try, number) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (job, key) DO UPDATE SET due = excluded.due, payload = excluded.payload,"
                    + " next_try = excluded.next_try, number = excluded.number, state = 'waiting', attempts = 0,"
                    + " failure = NULL";

    private Recorder() {}

    static void once(Transaction transaction, String key, long now) throws SQLException {
        if (transaction.update(Statement.of(ONCE, key, now)) == 0) {
            throw new Duplicate("A unit with the key " + key + " has been kept before.");
        }
    }

    static void event(Transaction transaction, long offset, long now, Occurrence event) throws SQLException {
        transaction.update(Statement.of(
                EVENT,
                offset,
                event.type(),
                now,
                event.subject(),
                event.revision(),
                event.actor().orElse(null)));
    }

    static void command(Transaction transaction, long now, Command command) throws SQLException {
        transaction.update(
                switch (command) {
                    case Command.Hide hide ->
                        row(hide, "hide", hide.subject(), hide.by(), null, null, null, null, hide.reason(), now);
                    case Command.Restore restore ->
                        row(restore, "restore", restore.subject(), restore.by(), null, null, null, null, null, now);
                    case Command.OpenTopic topic ->
                        row(
                                topic,
                                "open-topic",
                                topic.space(),
                                Optional.of(topic.author()),
                                topic.title(),
                                topic.body(),
                                lines(topic.tags()),
                                null,
                                null,
                                now);
                    case Command.Reply reply ->
                        row(
                                reply,
                                "reply",
                                reply.topic(),
                                Optional.of(reply.author()),
                                null,
                                reply.body(),
                                null,
                                null,
                                null,
                                now);
                    case Command.Message message ->
                        row(
                                message,
                                "message",
                                message.member(),
                                Optional.empty(),
                                message.title(),
                                message.body(),
                                null,
                                message.about().orElse(null),
                                null,
                                now);
                });
    }

    /** @param number grows with every task that is given */
    static void task(Transaction transaction, long number, Task task) throws SQLException {
        if (task.job().isEmpty()) {
            throw new Conflict("a task names the job that does it");
        }
        transaction.update(Statement.of(TASK, task.job(), task.key(), task.due(), task.payload(), task.due(), number));
    }

    private static Statement row(
            Command command,
            String kind,
            Ref subject,
            Optional<Ref> member,
            String title,
            String body,
            String tags,
            Ref about,
            String reason,
            long now) {
        return Statement.of(
                COMMAND,
                command.id(),
                command.host(),
                kind,
                subject,
                member.orElse(null),
                title,
                body,
                tags,
                about,
                reason,
                now);
    }

    private static String lines(List<String> tags) {
        return tags.stream().map(tag -> tag.replace('\n', ' ')).collect(Collectors.joining("\n"));
    }
}
