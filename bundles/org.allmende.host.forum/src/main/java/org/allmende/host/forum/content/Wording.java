/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.allmende.api.member.Viewer;

/** What people typed, as it is kept, or the refusal that says what is wrong with it. Thread-safe. */
final class Wording {

    private final Refusals refusals;

    Wording(Refusals refusals) {
        this.refusals = refusals;
    }

    String title(Viewer viewer, String given) {
        return line(viewer, "title", given, Writing.TITLE_LIMIT);
    }

    String line(Viewer viewer, String field, String given, int most) {
        String text = Texts.line(given);
        if (Texts.isEmpty(text)) {
            throw refusals.invalid(viewer, field, "refused.empty");
        }
        limit(viewer, field, text, most);
        return text;
    }

    /** A name, which is nothing but what one sees of it. */
    String name(Viewer viewer, String field, String given, int most) {
        String name = line(viewer, field, given, most);
        Texts.unseen(name).ifPresent(point -> {
            throw refusals.invalid(viewer, field, "refused.unseen", "code", "U+%04X".formatted(point));
        });
        return name;
    }

    String body(Viewer viewer, String given) {
        String text = Texts.body(given);
        if (Texts.isEmpty(text)) {
            throw refusals.invalid(viewer, "body", "refused.empty");
        }
        limit(viewer, "body", text, Writing.BODY_LIMIT);
        return text;
    }

    /** May be empty. */
    String reason(Viewer viewer, String given) {
        String text = Texts.line(given);
        limit(viewer, "reason", text, Writing.REASON_LIMIT);
        return text;
    }

    void limit(Viewer viewer, String field, String text, int most) {
        int length = Texts.length(text);
        if (length > most) {
            throw refusals.tooLong(viewer, field, most, length);
        }
    }

    List<String> tags(Viewer viewer, List<String> given) {
        Set<String> tags = new LinkedHashSet<>();
        for (String each : given) {
            String tag = Texts.tag(each);
            if (!Texts.isEmpty(tag)) {
                name(viewer, "tags", tag, Writing.TAG_LIMIT);
                if (Texts.isDots(tag)) {
                    throw refusals.invalid(viewer, "tags", "refused.tag-dots", "tag", tag);
                }
                tags.add(tag);
            }
        }
        if (tags.size() > Writing.TAGS_LIMIT) {
            throw refusals.invalid(viewer, "tags", "refused.tags", "limit", Writing.TAGS_LIMIT);
        }
        return List.copyOf(tags);
    }
}
