/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.host.Command;
import org.allmende.api.store.Row;

/** A command as the store keeps it: see the table's description in {@code org.allmende.storage}. */
record CommandRow(
        long number,
        String id,
        String host,
        String kind,
        String subject,
        Optional<String> member,
        String title,
        String body,
        String tags,
        Optional<String> about,
        String reason,
        Instant created,
        String state,
        int attempts,
        Instant nextTry,
        String failure) {

    static CommandRow of(Row row) {
        return new CommandRow(
                row.number("number"),
                row.text("id"),
                row.text("host"),
                row.text("kind"),
                row.text("subject"),
                row.optionalText("member"),
                row.text("title"),
                row.text("body"),
                row.text("tags"),
                row.optionalText("about"),
                row.text("reason"),
                row.instant("created"),
                row.text("state"),
                (int) row.number("attempts"),
                row.instant("next_try"),
                row.text("failure"));
    }

    /** @throws IllegalArgumentException if it is of a kind that this version does not know */
    Command command() {
        Ref on = Ref.parse(subject);
        Optional<Ref> by = member.map(Ref::parse);
        return switch (kind) {
            case "hide" -> new Command.Hide(id, on, by, reason);
            case "restore" -> new Command.Restore(id, on, by);
            case "open-topic" ->
                new Command.OpenTopic(
                        id, on, by.orElseThrow(), title, body, tags.isEmpty() ? List.of() : List.of(tags.split("\n")));
            case "reply" -> new Command.Reply(id, on, by.orElseThrow(), body);
            case "message" -> new Command.Message(id, on, title, body, about.map(Ref::parse));
            default -> throw new IllegalArgumentException("a command of kind " + kind + " is not known");
        };
    }
}
