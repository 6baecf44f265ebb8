/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.State;

/** What a line of an archive says. Ids are the archive's. */
sealed interface Entry {

    String id();

    /** @param doubts what it says that is not taken, and why */
    record Person(
            String id,
            String name,
            Optional<Instant> joined,
            Optional<Locale> locale,
            Optional<ZoneId> zone,
            List<String> doubts)
            implements Entry {}

    record Place(
            String id,
            String name,
            String description,
            Optional<String> parent,
            boolean isPrivate,
            List<String> members,
            Optional<Instant> created)
            implements Entry {}

    /**
     * @param space the id of a space of the archive, or the name of a space
     * @param answer the post that was accepted
     */
    record Thread(
            String id,
            String space,
            String title,
            String author,
            Instant created,
            Optional<Instant> edited,
            String body,
            List<String> tags,
            State state,
            Map<String, List<String>> reactions,
            Optional<String> answer)
            implements Entry {}

    record Reply(
            String id,
            String topic,
            String author,
            Instant created,
            Optional<Instant> edited,
            String body,
            Optional<String> replyTo,
            State state,
            Map<String, List<String>> reactions)
            implements Entry {}
}
