/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.host.forum.content.Notification.Kind;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says whom to tell of what, as statements that belong to the unit of the act itself. Nobody is told of their own acts, nor
 * of what they may not read. The words come later, when the notice is looked at, in the language of then. Thread-safe.
 */
@Component(service = Notices.class)
public final class Notices {

    private final Members members;
    private final Ids ids;

    @Activate
    public Notices(@Reference Members members, @Reference Ids ids) {
        this.members = members;
        this.ids = ids;
    }

    /** Members named in a text, each once. */
    List<Ref> mentioned(String body) {
        Set<Ref> found = new LinkedHashSet<>();
        Texts.mentions(body)
                .forEach(name -> members.named(name).map(Member::ref).ifPresent(found::add));
        return List.copyOf(found);
    }

    /**
     * For a post that is published for the first time.
     *
     * @param answered the author of the post (or topic) that it answers
     */
    List<Statement> published(
            Reader reader,
            long post,
            long space,
            Ref author,
            Optional<Ref> answered,
            Collection<Ref> mentions,
            Instant at) {
        List<Statement> notices = new ArrayList<>();
        answered.filter(member -> !member.equals(author) && mayRead(reader, member, space))
                .ifPresent(member -> notices.add(tell(member, Kind.REPLY, author, post, at)));
        for (Ref member : mentions) {
            if (!member.equals(author) && answered.filter(member::equals).isEmpty() && mayRead(reader, member, space)) {
                notices.add(tell(member, Kind.MENTION, author, post, at));
            }
        }
        return notices;
    }

    /** For a member who has just been named in a post by an edit. */
    List<Statement> mentioned(Reader reader, long post, long space, Ref author, Collection<Ref> mentions, Instant at) {
        return published(reader, post, space, author, Optional.empty(), mentions, at);
    }

    List<Statement> accepted(Ref member, Ref by, long post, Instant at) {
        return member.equals(by) ? List.of() : List.of(tell(member, Kind.ANSWER, by, post, at));
    }

    /** One notice for all reactions to a post until it is read. */
    List<Statement> reacted(Ref member, Ref by, long post, Instant at) {
        if (member.equals(by)) {
            return List.of();
        }
        return List.of(Statement.of("""
                INSERT INTO forum_notification (id, member, kind, actor, post, at) VALUES (?, ?, 'reaction', ?, ?, ?)
                ON CONFLICT (member, post) WHERE kind = 'reaction' AND read = 0
                DO UPDATE SET actor = excluded.actor, at = excluded.at, count = count + 1""", ids.next(), member, by, post, at));
    }

    /** Takes one reaction out of the notice that is not yet read. */
    List<Statement> unreacted(Ref member, Ref by, long post) {
        if (member.equals(by)) {
            return List.of();
        }
        return List.of(
                Statement.of(
                        "UPDATE forum_notification SET count = count - 1 WHERE member = ? AND post = ? AND kind = 'reaction' AND read = 0",
                        member,
                        post),
                Statement.of(
                        "DELETE FROM forum_notification WHERE member = ? AND post = ? AND kind = 'reaction' AND read = 0 AND count < 1",
                        member,
                        post));
    }

    public Statement message(Ref member, String title, String body, Optional<Ref> about, Instant at) {
        return Statement.of(
                "INSERT INTO forum_notification (id, member, kind, title, body, about, at) VALUES (?, ?, 'message', ?, ?, ?, ?)",
                ids.next(),
                member,
                title,
                body,
                about.map(Ref::toString).orElse(null),
                at);
    }

    private Statement tell(Ref member, Kind kind, Ref actor, long post, Instant at) {
        return Statement.of(
                "INSERT INTO forum_notification (id, member, kind, actor, post, at) VALUES (?, ?, ?, ?, ?, ?)",
                ids.next(),
                member,
                kind.word(),
                actor,
                post,
                at);
    }

    private boolean mayRead(Reader reader, Ref ref, long space) {
        return members.find(ref)
                .filter(member -> Access.of(member, member.role().atLeast(Role.MODERATOR), reader)
                        .mayRead(space))
                .isPresent();
    }
}
