/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import com.example.newcomers.template.StaticTemplates;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.host.Hosts;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The newest faces in the sidebar, each leading to their first post. Thread-safe. */
@Component(service = Panel.class)
public final class WelcomePanel implements Panel {

    private final Newcomers newcomers;
    private final Hosts hosts;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public WelcomePanel(@Reference Newcomers newcomers, @Reference Hosts hosts, @Reference Messages messages) {
        this.newcomers = newcomers;
        this.hosts = hosts;
        this.messages = messages;
    }

    @Override
    public Slot slot() {
        return Slot.SIDEBAR;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        Html panel = panel(request);
        return subjects.isEmpty()
                ? List.of(panel)
                : subjects.stream()
                        .map(subject -> subject == subjects.getFirst() ? panel : Html.NOTHING)
                        .toList();
    }

    private Html panel(Request request) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Post post : newcomers.firstPosts(request.viewer(), newcomers.most())) {
            hosts.link(post.ref())
                    .ifPresent(link -> names.put(request.at(link), post.author().name()));
        }
        if (names.isEmpty()) {
            return Html.NOTHING;
        }
        Phrases phrases = messages.in(request.viewer().locale(), request.viewer().zone());
        return Html.trusted(templates.panel(phrases, names, request.at("/newcomers")).render());
    }
}
