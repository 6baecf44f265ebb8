/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.host.forum.content.Rows.PostRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What goes with an act on what is another's: an entry in the audit, and word to the author with the reason. To be kept in the
 * unit of the act itself. Thread-safe.
 */
@Component(service = Interventions.class)
public final class Interventions {

    private final Audit audit;
    private final Notices notices;
    private final Members members;
    private final Messages messages;
    private final String client;

    @Activate
    public Interventions(
            @Reference Audit audit,
            @Reference Notices notices,
            @Reference Members members,
            @Reference Messages messages) {
        this(audit, notices, members, messages, "");
    }

    private Interventions(Audit audit, Notices notices, Members members, Messages messages, String client) {
        this.audit = audit;
        this.notices = notices;
        this.members = members;
        this.messages = messages;
        this.client = client;
    }

    /** The same for one who asks from an address, which goes on record too. */
    Interventions from(String address) {
        return new Interventions(audit, notices, members, messages, address);
    }

    /** @param act such as {@code forum.space.create} */
    Unit recorded(Viewer viewer, String act, Ref subject, String detail) {
        return audit.entry(viewer, client, act, subject.toString(), detail);
    }

    /** Nothing where the post is the viewer's own. */
    Unit recorded(Viewer viewer, String act, PostRow post) {
        return isOwn(viewer, post) ? Unit.nothing() : recorded(viewer, act, post.ref(), "");
    }

    /**
     * As {@link #recorded(Viewer, String, PostRow)}, and the author is told.
     *
     * @param key of the message: {@code told.edited} or {@code told.deleted}
     * @param reason empty if none was given
     */
    Unit told(Viewer viewer, String act, PostRow post, String key, String reason, Instant at) {
        Optional<Member> author = isOwn(viewer, post) ? Optional.empty() : members.find(Ref.parse(post.author()));
        return recorded(viewer, act, post)
                .and(author.map(member -> message(member, post, key, reason, at))
                        .orElse(Unit.nothing()));
    }

    private Unit message(Member author, PostRow post, String key, String reason, Instant at) {
        Phrases phrases = messages.in(author.locale(), author.zone());
        String why = reason.isEmpty() ? phrases.get("told.no-reason") : phrases.get("told.reason", "reason", reason);
        String body = phrases.get(key + ".body", "topic", post.title()) + " " + why;
        return Unit.of(notices.message(author.ref(), phrases.get(key + ".title"), body, Optional.of(post.ref()), at));
    }

    private static boolean isOwn(Viewer viewer, PostRow post) {
        return viewer.is(Ref.parse(post.author()));
    }
}
