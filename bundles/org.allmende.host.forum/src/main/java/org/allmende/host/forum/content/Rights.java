/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Reader;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.TopicRow;

/** What a viewer may reach and change, or the refusal that says why not. Thread-safe. */
final class Rights {

    private final Rows rows;
    private final Refusals refusals;

    Rights(Rows rows, Refusals refusals) {
        this.rows = rows;
        this.refusals = refusals;
    }

    /** Who writes; throws if they may not. */
    Ref writer(Viewer viewer) {
        Member member = viewer.member().orElseThrow(() -> refusals.forbidden(viewer, "refused.sign-in"));
        if (member.suspended()) {
            throw refusals.forbidden(viewer, "refused.suspended");
        }
        if (!viewer.may(Permission.TAKE_PART)) {
            throw refusals.forbidden(viewer, "refused.permission");
        }
        return member.ref();
    }

    TopicRow topic(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.TOPIC, id)
                .flatMap(number -> rows.topic(reader, number))
                .filter(row -> access.mayRead(row.space()) && access.sees(row.author(), row.state(), row.takenBy()))
                .orElseThrow(() -> refusals.missing(viewer, "missing.topic"));
    }

    PostRow post(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.POST, id)
                .flatMap(number -> rows.post(reader, number))
                .filter(row -> sees(access, row))
                .orElseThrow(() -> refusals.missing(viewer, "missing.post"));
    }

    static boolean sees(Access access, PostRow row) {
        return access.mayRead(row.space())
                && access.sees(row.author(), row.state(), row.takenBy())
                && access.sees(row.topicAuthor(), row.topicState(), row.topicTakenBy());
    }

    void ownOrModerated(Viewer viewer, Access access, PostRow row) {
        if (!access.everything() && !row.author().equals(access.me())) {
            throw refusals.forbidden(viewer, "refused.not-yours");
        }
    }
}
