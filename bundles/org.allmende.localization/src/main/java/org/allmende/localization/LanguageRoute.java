/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.util.ArrayList;
import java.util.List;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.LanguageDetector.Guess;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells over HTTP which languages texts are in; nothing is stored. Thread-safe. */
@Component
public final class LanguageRoute implements Route {

    private static final int MOST = 1000;

    private final Detector detector;
    private final Messages messages;

    @Activate
    public LanguageRoute(@Reference Detector detector, @Reference Messages messages) {
        this.detector = detector;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/v1/text/language", Permission.READ, this::languages)
                .summary("Says which language each text is in, und where it can't tell; in the order given.")
                .parameter("items", "array", true, "objects with a text, 1000 at most"));
    }

    private Response languages(Request request) {
        List<JsonBody> items = request.json().objects("items");
        if (items.size() > MOST) {
            String detail = messages.in(
                            request.viewer().locale(), request.viewer().zone())
                    .get("items.many", "most", MOST, "given", items.size());
            throw Problem.invalid("items", detail).asException();
        }
        List<Json> answers = new ArrayList<>(items.size());
        for (JsonBody item : items) {
            Guess guess = detector.detect(item.text("text"));
            answers.add(Json.object(
                    "language",
                    guess.language().toLanguageTag(),
                    "confidence",
                    Math.round(guess.confidence() * 1000) / 1000.0));
        }
        return Response.json(Json.object("items", answers));
    }
}
