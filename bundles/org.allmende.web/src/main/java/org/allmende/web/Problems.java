/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Store;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Json;
import org.allmende.api.web.Page;
import org.allmende.web.message.Answer;
import org.allmende.web.message.JsonWriter;
import org.allmende.web.shell.ProblemModel;
import org.allmende.web.shell.Shell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people and programs what went wrong, and what to do about it: programs get {@code application/problem+json},
 * people a page, htmx a piece of one.
 */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    static final String RETRY = "3";

    /** Where a feature's routes begin; while it is not installed, its name is a better answer than "not found". */
    private static final Map<String, String> FEATURES = Map.ofEntries(
            Map.entry("/api/v1/search", "search"),
            Map.entry("/search", "search"),
            Map.entry("/api/v1/moderation", "moderation"),
            Map.entry("/api/v1/reports", "moderation"),
            Map.entry("/api/v1/decisions", "moderation"),
            Map.entry("/moderation", "moderation"),
            Map.entry("/api/v1/campaigns", "campaigns"),
            Map.entry("/campaigns", "campaigns"),
            Map.entry("/api/v1/text", "localization"));

    private final Messages messages;
    private final Shell shell;
    private final JsonWriter json;

    Problems(Messages messages, Shell shell, JsonWriter json) {
        this.messages = messages;
        this.shell = shell;
        this.json = json;
    }

    Phrases words(Viewer viewer) {
        return messages.in(viewer.locale(), viewer.zone());
    }

    /** Whatever was thrown, as a problem; what is our fault gets a number and goes to the log under it. */
    Problem of(Throwable thrown, Phrases words, String where) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ProblemException e) {
            return e.problem();
        }
        if (cause instanceof Store.Conflict || cause instanceof Store.Duplicate) {
            return problem(words, "conflict", 409, words.get("problem.409.detail"));
        }
        if (cause instanceof Store.Unavailable) {
            LOG.warn("{} could not be answered: {}", where, cause.getMessage());
            return problem(words, "unavailable", 503, words.get("problem.503.detail"));
        }
        if (cause instanceof InterruptedException || Thread.interrupted()) {
            LOG.warn("{} was interrupted: its generation had to go", where);
            return problem(words, "unavailable", 503, words.get("problem.503.detail"));
        }
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error("{} failed, incident {}", where, incident, cause);
        return problem(words, "failed", 500, words.get("problem.500.detail", "incident", incident));
    }

    Problem notFound(Phrases words, String path) {
        Optional<String> feature = FEATURES.entrySet().stream()
                .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue);
        return feature.map(name -> Problem.of(
                        "feature-missing",
                        404,
                        words.get("problem.feature.title"),
                        words.get("problem.feature.detail", "feature", name)))
                .orElseGet(() -> problem(words, "not-found", 404, words.get("problem.404.detail")));
    }

    static Problem problem(Phrases words, String type, int status, String detail) {
        return Problem.of(type, status, words.get("problem." + status + ".title"), detail);
    }

    /** For programs. */
    Answer data(Problem problem) {
        Json body = Json.object(
                "type",
                "https://allmende.org/problems/" + problem.type(),
                "title",
                problem.title(),
                "status",
                problem.status(),
                "detail",
                problem.detail());
        if (!problem.fields().isEmpty()) {
            List<Json> errors = new ArrayList<>();
            problem.fields().forEach(field -> errors.add(Json.object("field", field.name(), "detail", field.detail())));
            body = body.with("errors", errors);
        }
        return headed(problem, Answer.bytes(problem.status(), "application/problem+json", json.bytes(body)));
    }

    /** For people: the inside of a page. */
    Page page(Problem problem, WebRequest request) {
        Phrases words = words(request.viewer());
        boolean signIn = problem.status() == 401;
        return Page.of(
                        problem.title(),
                        shell.problem(new ProblemModel(
                                problem.status(),
                                problem.title(),
                                problem.detail(),
                                problem.fields(),
                                cure(problem, words),
                                words.get("problem.written"),
                                written(request),
                                request.at(signIn ? "/sign-in" : "/"),
                                words.get(signIn ? "problem.sign-in" : "problem.back"))))
                .alone();
    }

    /** For htmx. */
    String piece(Problem problem) {
        return shell.notice(problem.title(), problem.detail()).value();
    }

    static Answer headed(Problem problem, Answer answer) {
        Answer headed = answer;
        if (problem.status() == 503 && answer.header("Retry-After").isEmpty()) {
            headed = headed.header("Retry-After", RETRY);
        }
        return headed.header("Cache-Control", "no-store");
    }

    private static String cure(Problem problem, Phrases words) {
        String key =
                switch (problem.type()) {
                    case "form" -> "problem.form.cure";
                    case "feature-missing" -> "problem.feature.cure";
                    default -> "problem." + problem.status() + ".cure";
                };
        return words.has(key) ? words.get(key) : "";
    }

    /** Longer texts of a form that could not be taken. */
    private static List<String> written(WebRequest request) {
        List<String> written = new ArrayList<>();
        request.read().form().forEach((name, values) -> {
            String text = request.text(name);
            if (text.length() > 20
                    && !name.equals("csrf")
                    && !name.toLowerCase(java.util.Locale.ROOT).contains("password")) {
                written.add(text);
            }
        });
        return written;
    }
}
