/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import org.allmende.api.gate.Reason;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Words what can't be done, in the viewer's language. Thread-safe. */
@Component(service = Refusals.class)
public final class Refusals {

    private final Messages messages;

    @Activate
    public Refusals(@Reference Messages messages) {
        this.messages = messages;
    }

    /** Status 400. */
    public ProblemException invalid(Viewer viewer, String field, String key, Object... arguments) {
        return field(viewer, "invalid", 400, field, key, arguments);
    }

    /** Status 400: longer than may be. */
    public ProblemException tooLong(Viewer viewer, String field, int limit, int length) {
        return field(viewer, "too-long", 400, field, "refused.too-long", "limit", limit, "length", length);
    }

    /** Status 404. */
    public ProblemException missing(Viewer viewer, String key) {
        return plain(viewer, "not-found", 404, key);
    }

    /** Status 403. */
    public ProblemException forbidden(Viewer viewer, String key) {
        return plain(viewer, "forbidden", 403, key);
    }

    /** Status 409. */
    public ProblemException conflict(Viewer viewer, String key) {
        return plain(viewer, "conflict", 409, key);
    }

    /** Status 412: the revision in {@code If-Match} is not the one there is. */
    public ProblemException changed(Viewer viewer) {
        return plain(viewer, "changed", 412, "refused.changed");
    }

    /** Status 422: an {@code Idempotency-Key} came with something else before. */
    public ProblemException reused(Viewer viewer) {
        return plain(viewer, "key-reused", 422, "refused.key-reused");
    }

    /** Status 422: a gate does not take it. */
    public ProblemException rejected(Viewer viewer, List<Reason> reasons) {
        Phrases phrases = phrases(viewer);
        List<Problem.Field> fields = reasons.stream()
                .map(reason -> new Problem.Field("body", reason.detail()))
                .toList();
        String detail = String.join(
                " ",
                reasons.stream()
                        .map(Reason::detail)
                        .filter(text -> !text.isBlank())
                        .toList());
        return new Problem(
                        "rejected",
                        422,
                        phrases.get("problem.rejected"),
                        detail.isEmpty() ? phrases.get("refused.rejected") : detail,
                        fields)
                .asException();
    }

    /** Why something is held where no gate gave a reason. */
    Reason held(Viewer viewer) {
        return Reason.of("gates", "", phrases(viewer).get("held.unnamed"));
    }

    private ProblemException plain(Viewer viewer, String type, int status, String key) {
        Phrases phrases = phrases(viewer);
        return Problem.of(type, status, phrases.get("problem." + type), phrases.get(key))
                .asException();
    }

    private ProblemException field(
            Viewer viewer, String type, int status, String field, String key, Object... arguments) {
        Phrases phrases = phrases(viewer);
        String detail = phrases.get(key, arguments);
        return new Problem(
                        type, status, phrases.get("problem." + type), detail, List.of(new Problem.Field(field, detail)))
                .asException();
    }

    private Phrases phrases(Viewer viewer) {
        return messages.in(viewer.locale(), viewer.zone());
    }
}
