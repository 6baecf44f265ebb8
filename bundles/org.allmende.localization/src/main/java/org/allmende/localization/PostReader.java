/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.host.Hosts;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.api.text.LanguageDetector.Guess;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds the language of each post that is written or edited, and forgets it with the post. Comes twice or late without
 * harm: what it keeps is as of the revision that it read, and an older one never replaces a newer.
 */
@Component
public final class PostReader implements Consumer {

    private static final String KEEP = """
            INSERT INTO localization_post (ref, language, confidence, revision) VALUES (?, ?, ?, ?)
            ON CONFLICT (ref) DO UPDATE SET
              language = excluded.language, confidence = excluded.confidence, revision = excluded.revision
            WHERE excluded.revision >= revision""";

    private final Hosts hosts;
    private final Detector detector;

    @Activate
    public PostReader(@Reference Hosts hosts, @Reference Detector detector) {
        this.hosts = hosts;
        this.detector = detector;
    }

    @Override
    public String name() {
        return "localization.posts";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.POST_CREATED, Event.POST_EDITED, Event.POST_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        Set<Ref> written = new LinkedHashSet<>();
        List<Statement> statements = new ArrayList<>();
        for (Event event : batch) {
            if (event.type().equals(Event.POST_ERASED)) {
                written.remove(event.subject());
                statements.add(Statement.of("DELETE FROM localization_post WHERE ref = ?", event.subject()));
            } else {
                written.add(event.subject());
            }
        }
        for (Post post : hosts.posts(List.copyOf(written))) {
            Guess guess = detector.detect(post.body());
            statements.add(Statement.of(
                    KEEP, post.ref(), guess.language().toLanguageTag(), guess.confidence(), post.revision()));
        }
        return Unit.of(statements);
    }
}
