/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The case file: at most one open case for each subject, with all findings and decisions. Returns units rather than writing,
 * so that a case and what caused it are kept together. Thread-safe.
 */
@Component(service = Cases.class)
public final class Cases {

    private static final String COLUMNS =
            "id, subject, space, author, cause, severity, reports, opened, state, revision FROM moderation_case ";

    private final Store store;
    private final Ids ids;
    private final Clock clock;

    @Activate
    public Cases(@Reference Store store, @Reference Ids ids, @Reference Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /** Adds a report to the subject's open case, opening one if there is none. A member's second report changes nothing. */
    public Unit report(Post post, ReportReason reason, String note, Ref reporter) {
        long finding = ids.next();
        return open(post, reason.word(), reason.severity())
                .and(
                        Statement.of(
                                "INSERT INTO moderation_finding (id, case_id, source, rule, detail, reporter, created)"
                                        + " SELECT ?, id, ?, ?, ?, ?, ? FROM moderation_case"
                                        + " WHERE subject = ? AND state = 'open' ON CONFLICT DO NOTHING",
                                finding,
                                Finding.REPORT,
                                reason.word(),
                                note,
                                reporter,
                                clock.instant(),
                                post.ref()),
                        Statement.of(
                                "UPDATE moderation_case SET touched = ?, severity = MAX(severity, ?),"
                                        + " reports = (SELECT COUNT(*) FROM moderation_finding f"
                                        + " WHERE f.case_id = moderation_case.id AND f.source = 'report'),"
                                        + " revision = revision + 1 WHERE subject = ? AND state = 'open'"
                                        // Only if it was kept: whoever reports again must not keep moderators from
                                        // deciding.
                                        + " AND EXISTS (SELECT 1 FROM moderation_finding WHERE id = ?)",
                                clock.instant(),
                                reason.severity(),
                                post.ref(),
                                finding));
    }

    /** Whether the member has reported it, and that is still to be decided on. */
    public boolean isReported(Ref subject, Ref reporter) {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT COUNT(*) FROM moderation_finding f JOIN moderation_case c ON c.id = f.case_id"
                                + " WHERE c.subject = ? AND c.state = 'open' AND f.reporter = ?",
                        subject,
                        reporter)))
                > 0;
    }

    /** The members who reported what a case is about; not those who have left. */
    public List<Ref> reporters(long caseId) {
        return store.read(reader -> reader.list(
                Statement.of(
                        "SELECT DISTINCT reporter FROM moderation_finding WHERE case_id = ? AND source = ?"
                                + " AND reporter IS NOT NULL ORDER BY reporter",
                        caseId,
                        Finding.REPORT),
                row -> Ref.parse(row.text("reporter"))));
    }

    /** Adds what a check found, once for each check and rule. */
    public Unit found(Post post, String check, String rule, String detail, int severity) {
        return open(post, check, severity)
                .and(Statement.of(
                        "INSERT INTO moderation_finding (id, case_id, source, rule, detail, reporter, created)"
                                + " SELECT ?, c.id, ?, ?, ?, NULL, ? FROM moderation_case c"
                                + " WHERE c.subject = ? AND c.state = 'open' AND NOT EXISTS (SELECT 1 FROM"
                                + " moderation_finding f WHERE f.case_id = c.id AND f.source = ? AND f.rule = ?)",
                        ids.next(),
                        check,
                        rule,
                        detail,
                        clock.instant(),
                        post.ref(),
                        check,
                        rule));
    }

    private Unit open(Post post, String cause, int severity) {
        return Unit.of(Statement.of(
                "INSERT INTO moderation_case (id, subject, space, author, cause, severity, opened, touched, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING",
                ids.next(),
                post.ref(),
                post.space(),
                post.author().ref(),
                cause,
                severity,
                clock.instant(),
                clock.instant()));
    }

    /** Closes the case as it was seen at {@code revision}; fails as a conflict if somebody was faster. */
    public Unit decided(Decision decision, long revision) {
        return Unit.of(
                Statement.of(
                                "UPDATE moderation_case SET state = 'closed', touched = ?, revision = revision + 1"
                                        + " WHERE id = ? AND state = 'open' AND revision = ?",
                                decision.created(),
                                decision.caseId(),
                                revision)
                        .expecting(1),
                Statement.of(
                        "INSERT INTO moderation_decision (id, case_id, action, reason, clause, note, actor, created)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        decision.id(),
                        decision.caseId(),
                        decision.action(),
                        decision.reason(),
                        decision.clause(),
                        decision.note(),
                        decision.actor().orElse(null),
                        decision.created()));
    }

    /** Takes a decision back and opens its case again. */
    public Unit undone(Decision decision) {
        return Unit.of(
                Statement.of(
                                "UPDATE moderation_decision SET undone = ? WHERE id = ? AND undone IS NULL",
                                clock.instant(),
                                decision.id())
                        .expecting(1),
                // A newer case on the same subject may be open already; then the undone one stays closed beside it.
                Statement.of(
                        "UPDATE moderation_case SET state = 'open', touched = ?, revision = revision + 1 WHERE id = ?"
                                + " AND NOT EXISTS (SELECT 1 FROM moderation_case o WHERE o.subject ="
                                + " moderation_case.subject AND o.state = 'open')",
                        clock.instant(),
                        decision.caseId()));
    }

    public Unit appealed(Decision decision, Ref member, String text) {
        return Unit.of(
                Statement.of(
                                "INSERT INTO moderation_appeal (decision, member, text, created) VALUES (?, ?, ?, ?)",
                                decision.id(),
                                member,
                                text,
                                clock.instant())
                        .expecting(1),
                Statement.of(
                        "UPDATE moderation_case SET state = 'open', severity = 4, cause = 'appeal', touched = ?,"
                                + " revision = revision + 1 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM"
                                + " moderation_case o WHERE o.subject = moderation_case.subject AND o.state = 'open')",
                        clock.instant(),
                        decision.caseId()));
    }

    /** Open cases, the most urgent first; {@code after} is the case that the previous page ended with. */
    public List<CaseRecord> queue(Optional<Long> after, int limit) {
        return store.read(reader -> queue(reader, after, limit));
    }

    /** As {@link #queue(Optional, int)}, with all that is in each case's file: two more queries for each. */
    public List<CaseFile> files(Optional<Long> after, int limit) {
        return store.read(reader -> queue(reader, after, limit).stream()
                .map(record -> file(reader, record))
                .toList());
    }

    private static List<CaseRecord> queue(Reader reader, Optional<Long> after, int limit) {
        Statement query = after.flatMap(id -> reader.first(
                        Statement.of("SELECT severity, opened FROM moderation_case WHERE id = ?", id),
                        row -> Statement.of(
                                "SELECT " + COLUMNS + "WHERE state = 'open' AND (severity < ? OR (severity = ? AND"
                                        + " (opened > ? OR (opened = ? AND id > ?))))"
                                        + " ORDER BY severity DESC, opened, id LIMIT ?",
                                row.number("severity"),
                                row.number("severity"),
                                row.number("opened"),
                                row.number("opened"),
                                id,
                                limit)))
                .orElse(Statement.of(
                        "SELECT " + COLUMNS + "WHERE state = 'open' ORDER BY severity DESC, opened, id LIMIT ?",
                        limit));
        return reader.list(query, Cases::record);
    }

    /** Closed cases, the latest first. */
    public List<CaseRecord> closed(int limit) {
        return store.read(reader -> reader.list(
                Statement.of(
                        "SELECT " + COLUMNS + "WHERE state = 'closed' ORDER BY touched DESC, id DESC LIMIT ?", limit),
                Cases::record));
    }

    public Optional<CaseRecord> find(long id) {
        return store.read(reader -> find(reader, id));
    }

    public Optional<CaseFile> file(long id) {
        return store.read(reader -> find(reader, id).map(record -> file(reader, record)));
    }

    private static Optional<CaseRecord> find(Reader reader, long id) {
        return reader.first(Statement.of("SELECT " + COLUMNS + "WHERE id = ?", id), Cases::record);
    }

    public Optional<Decision> decision(long id) {
        return store.read(
                reader -> reader.first(Statement.of(DECISIONS + "WHERE d.id = ?", id), Cases::decisionRecord));
    }

    /** What the author wrote against a decision. */
    public Optional<String> appealText(long decision) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT text FROM moderation_appeal WHERE decision = ?", decision),
                row -> row.text("text")));
    }

    /**
     * How things stand with a post: its newest case, and the newest decision that was not undone.
     *
     * @param action empty if nothing was decided
     */
    public record Standing(
            Ref subject,
            Ref author,
            long caseId,
            boolean caseOpen,
            Optional<Action> action,
            long decisionId,
            String reason) {}

    /** For those of {@code subjects} that there is a case on; one query for a page of posts. */
    public List<Standing> standing(List<Ref> subjects) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        String marks = String.join(",", Collections.nCopies(subjects.size(), "?"));
        return store.read(reader -> reader.list(
                Statement.of(
                        "SELECT c.subject, c.author, c.id, c.state, d.action, d.id AS decision, d.reason"
                                + " FROM moderation_case c LEFT JOIN moderation_decision d ON d.id ="
                                + " (SELECT MAX(s.id) FROM moderation_decision s WHERE s.case_id = c.id AND s.undone IS NULL)"
                                + " WHERE c.subject IN (" + marks + ") ORDER BY c.id",
                        subjects.toArray()),
                row -> new Standing(
                        Ref.parse(row.text("subject")),
                        Ref.parse(row.text("author")),
                        row.number("id"),
                        row.text("state").equals("open"),
                        row.optionalText("action").map(Action::valueOf),
                        row.number("decision"),
                        row.text("reason"))));
    }

    public long open() {
        return store.read(
                reader -> reader.count(Statement.of("SELECT COUNT(*) FROM moderation_case WHERE state = 'open'")));
    }

    /** How many decisions stand against the author's posts. */
    public long strikes(Ref author) {
        return store.read(reader -> reader.count(Statement.of(
                "SELECT COUNT(*) FROM moderation_decision d JOIN moderation_case c ON c.id = d.case_id"
                        + " WHERE c.author = ? AND d.action = 'HIDE' AND d.undone IS NULL",
                author)));
    }

    public Decision draft(long caseId, Action action, String reason, String clause, String note, Optional<Ref> actor) {
        return new Decision(
                ids.next(), caseId, action, reason, clause, note, actor, clock.instant(), Optional.empty(), false);
    }

    private static CaseRecord record(Row row) {
        return new CaseRecord(
                row.number("id"),
                Ref.parse(row.text("subject")),
                Ref.parse(row.text("space")),
                Ref.parse(row.text("author")),
                row.text("cause"),
                (int) row.number("severity"),
                (int) row.number("reports"),
                row.instant("opened"),
                row.text("state").equals("open"),
                row.number("revision"));
    }

    private static CaseFile file(Reader reader, CaseRecord record) {
        return new CaseFile(
                record,
                reader.list(
                        Statement.of(
                                "SELECT source, rule, detail, reporter, created FROM moderation_finding"
                                        + " WHERE case_id = ? ORDER BY created, id LIMIT 100",
                                record.id()),
                        Cases::finding),
                reader.list(
                        Statement.of(DECISIONS + "WHERE d.case_id = ? ORDER BY d.created, d.id", record.id()),
                        Cases::decisionRecord));
    }

    private static Finding finding(Row row) {
        return new Finding(
                row.text("source"),
                row.text("rule"),
                row.text("detail"),
                row.optionalText("reporter").map(Ref::parse),
                row.instant("created"));
    }

    private static final String DECISIONS =
            "SELECT d.id, d.case_id, d.action, d.reason, d.clause, d.note, d.actor, d.created, d.undone,"
                    + " EXISTS (SELECT 1 FROM moderation_appeal a WHERE a.decision = d.id) AS appealed"
                    + " FROM moderation_decision d ";

    private static Decision decisionRecord(Row row) {
        return new Decision(
                row.number("id"),
                row.number("case_id"),
                Action.valueOf(row.text("action")),
                row.text("reason"),
                row.text("clause"),
                row.text("note"),
                row.optionalText("actor").map(Ref::parse),
                row.instant("created"),
                row.optionalInstant("undone"),
                row.flag("appealed"));
    }
}
