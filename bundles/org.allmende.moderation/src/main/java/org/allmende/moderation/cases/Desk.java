/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.Locale;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Command;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Where members report and moderators decide: checks who may, keeps case, decision, command to the host, message to the
 * author and audit entry as one unit. Thread-safe.
 */
@Component(service = Desk.class)
public final class Desk {

    /** Characters that somebody who reports may add. */
    public static final int LONGEST_NOTE = 2000;

    private final Store store;
    private final Cases cases;
    private final Hosts hosts;
    private final Members members;
    private final Messages messages;
    private final Audit audit;

    @Activate
    public Desk(
            @Reference Store store,
            @Reference Cases cases,
            @Reference Hosts hosts,
            @Reference Members members,
            @Reference Messages messages,
            @Reference Audit audit) {
        this.store = store;
        this.cases = cases;
        this.hosts = hosts;
        this.members = members;
        this.messages = messages;
        this.audit = audit;
    }

    /**
     * @param post one that is {@link #visible} to them
     * @return whether it is their first report of it that moderators still have to decide on; another one changes nothing
     */
    public boolean report(Viewer reporter, Post post, ReportReason reason, String note) {
        Member member = reporter.member()
                .orElseThrow(() -> Problem.of("sign-in", 401, "Sign in first", "Only members report posts here.")
                        .asException());
        boolean first = !cases.isReported(post.ref(), member.ref());
        store.writeNow(cases.report(post, reason, note, member.ref()));
        return first;
    }

    /** @param revision the case's revision that the moderator saw */
    public Decision decide(
            Viewer moderator,
            String client,
            CaseRecord record,
            long revision,
            Action action,
            String reason,
            String clause,
            String note) {
        Decision decision = cases.draft(
                record.id(), action, reason, clause, note, moderator.member().map(Member::ref));
        store.writeNow(cases.decided(decision, revision)
                .and(effect(record, decision, action))
                .and(answered(record, decision))
                .and(audit.entry(
                        moderator,
                        client,
                        "moderation." + action.word(),
                        record.subject().toString(),
                        "case " + record.id())));
        return decision;
    }

    public void undo(Viewer moderator, String client, Decision decision) {
        CaseRecord record = cases.find(decision.caseId())
                .orElseThrow(() -> Problem.notFound("There is no case " + decision.caseId() + ".")
                        .asException());
        Unit back =
                switch (decision.action()) {
                    case HIDE ->
                        Unit.nothing()
                                .command(new Command.Restore(
                                        "moderation-undo-" + decision.id(),
                                        record.subject(),
                                        moderator.member().map(Member::ref)))
                                .and(told(record, "undo-" + decision.id(), "told.restored", ""));
                    case RESTORE ->
                        Unit.nothing()
                                .command(new Command.Hide(
                                        "moderation-undo-" + decision.id(),
                                        record.subject(),
                                        moderator.member().map(Member::ref),
                                        decision.reason()));
                    case LEAVE -> Unit.nothing();
                };
        store.writeNow(cases.undone(decision)
                .and(back)
                .and(audit.entry(
                        moderator,
                        client,
                        "moderation.undo",
                        record.subject().toString(),
                        "decision " + decision.id())));
    }

    public void appeal(Viewer author, Decision decision, String text) {
        CaseRecord record = cases.find(decision.caseId())
                .orElseThrow(() -> Problem.notFound("There is no case " + decision.caseId() + ".")
                        .asException());
        if (!author.is(record.author())) {
            throw Problem.forbidden("Only the author may object to decision " + decision.id() + ".")
                    .asException();
        }
        if (decision.undone().isPresent()) {
            throw Problem.conflict(
                            "Decision " + decision.id() + " was taken back already; there is nothing to object to.")
                    .asException();
        }
        if (decision.appealed()) {
            throw Problem.conflict("An objection to decision " + decision.id() + " is already with the moderators.")
                    .asException();
        }
        store.writeNow(cases.appealed(decision, record.author(), text));
    }

    /** The post, if there is one that the viewer may read. */
    public Post visible(Viewer viewer, Ref subject) {
        return visible(viewer, subject, subject.toString());
    }

    /** @param named how the viewer calls it, so that the answer is the same whether there is one or not */
    public Post visible(Viewer viewer, Ref subject, String named) {
        return hosts.post(subject)
                .filter(post -> hosts.mayRead(viewer, post.space()))
                .filter(post -> post.state() == State.PUBLISHED
                        || viewer.is(post.author().ref())
                        || viewer.may(Permissions.REVIEW))
                .orElseThrow(() -> missing(named));
    }

    /** What is said of a post that is not there, and of one that is not to be read. */
    public static ProblemException missing(String named) {
        return Problem.notFound("There is no post " + named + " that you may read.")
                .asException();
    }

    private Unit effect(CaseRecord record, Decision decision, Action action) {
        String id = "moderation-" + decision.id();
        return switch (action) {
            case HIDE -> {
                require(record.subject(), Capability.HIDE);
                yield Unit.nothing()
                        .command(new Command.Hide(id, record.subject(), decision.actor(), decision.reason()))
                        .and(told(record, String.valueOf(decision.id()), "told.hidden", decision.reason()));
            }
            case RESTORE ->
                Unit.nothing()
                        .command(new Command.Restore(id, record.subject(), decision.actor()))
                        .and(told(record, String.valueOf(decision.id()), "told.published", ""));
            case LEAVE -> Unit.nothing();
        };
    }

    private void require(Ref subject, Capability capability) {
        if (!hosts.can(subject, capability)) {
            throw Problem.conflict("The host " + subject.host() + " cannot "
                            + capability.name().toLowerCase(Locale.ROOT) + " a post. Do it there by hand.")
                    .asException();
        }
    }

    /** Tells those who reported the post what came of it; why is between the moderators and its author. */
    private Unit answered(CaseRecord record, Decision decision) {
        String key = decision.action() == Action.HIDE ? "told.reporter.hidden" : "told.reporter.left";
        Unit all = Unit.nothing();
        for (Ref reporter : cases.reporters(record.id())) {
            String id = "reporter-" + decision.id() + "-" + reporter.id();
            // A link to what they can't read any more would lead them nowhere.
            Optional<Ref> about = decision.action() == Action.HIDE ? Optional.empty() : Optional.of(record.subject());
            all = all.and(message(reporter, id, key, "", about));
        }
        return all;
    }

    /** Tells the author, in their language, what was decided and why. */
    private Unit told(CaseRecord record, String id, String key, String reason) {
        return message(record.author(), id, key, reason, Optional.of(record.subject()));
    }

    private Unit message(Ref to, String id, String key, String reason, Optional<Ref> about) {
        Optional<Member> member = members.find(to);
        if (member.isEmpty() || !hosts.can(to, Capability.MESSAGE)) {
            return Unit.nothing();
        }
        Phrases phrases = messages.in(member.get().locale(), member.get().zone());
        return Unit.nothing()
                .command(new Command.Message(
                        "moderation-told-" + id,
                        to,
                        phrases.get(key + ".title"),
                        phrases.get(key + ".body", "reason", reason.isEmpty() ? "-" : reason),
                        about));
    }
}
