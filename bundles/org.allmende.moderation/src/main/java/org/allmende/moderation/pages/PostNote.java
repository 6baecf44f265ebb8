/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.moderation.cases.Action;
import org.allmende.moderation.cases.Cases;
import org.allmende.moderation.cases.Permissions;
import org.allmende.moderation.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A line under a post: its author reads how to object to a decision; a moderator sees that a case is open. Others
 * see nothing.
 */
@Component
public final class PostNote implements Panel {

    private final Cases cases;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public PostNote(@Reference Cases cases, @Reference Messages messages) {
        this.cases = cases;
        this.messages = messages;
    }

    @Override
    public Slot slot() {
        return Slot.AFTER_POST;
    }

    @Override
    public List<Html> render(Request request, List<Ref> posts) {
        if (request.viewer().member().isEmpty()) {
            return posts.stream().map(post -> Html.NOTHING).toList();
        }
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        Map<Ref, Html> notes = new HashMap<>();
        for (Cases.Standing standing : cases.standing(posts)) {
            if (request.viewer().may(Permissions.REVIEW)) {
                if (standing.caseOpen()) {
                    notes.put(
                            standing.subject(),
                            note(
                                    phrases,
                                    "note.open",
                                    request.at("/moderation/cases/" + standing.caseId()),
                                    "note.look"));
                }
            } else if (request.viewer().is(standing.author())
                    && standing.action().filter(Action.HIDE::equals).isPresent()) {
                notes.put(
                        standing.subject(),
                        note(
                                phrases,
                                "note.may-object",
                                request.at("/decisions/" + standing.decisionId() + "/appeal"),
                                "note.object"));
            }
        }
        List<Html> pieces = new ArrayList<>();
        for (Ref post : posts) {
            pieces.add(notes.getOrDefault(post, Html.NOTHING));
        }
        return pieces;
    }

    private Html note(Phrases phrases, String key, String link, String act) {
        return Html.trusted(
                templates.postNote(phrases.get(key), link, phrases.get(act)).render());
    }
}
