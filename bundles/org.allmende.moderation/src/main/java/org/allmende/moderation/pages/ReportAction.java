/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.moderation.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The report link under posts; not under one's own, nor under what moderators have taken away already. */
@Component
public final class ReportAction implements Panel {

    /** Characters, about; what a template takes by itself is meant for a page, and there is one of these at each post. */
    private static final int SHORT = 256;

    private final Hosts hosts;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public ReportAction(@Reference Hosts hosts, @Reference Messages messages) {
        this.hosts = hosts;
        this.messages = messages;
    }

    @Override
    public Slot slot() {
        return Slot.POST_ACTIONS;
    }

    @Override
    public int order() {
        return 900;
    }

    @Override
    public List<Html> render(Request request, List<Ref> posts) {
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        Set<Ref> reportable = reportable(request.viewer(), posts);
        return posts.stream()
                .map(post -> reportable.contains(post) ? action(phrases, request.at("/report/" + post)) : Html.NOTHING)
                .toList();
    }

    private Set<Ref> reportable(Viewer viewer, List<Ref> posts) {
        if (viewer.member().isEmpty()) {
            return Set.copyOf(posts); // a guest has none, and sees none that is taken away
        }
        return hosts.posts(posts).stream()
                .filter(post -> post.state() == State.PUBLISHED)
                .filter(post -> !viewer.is(post.author().ref()))
                .map(Post::ref)
                .collect(Collectors.toSet());
    }

    private Html action(Phrases phrases, String address) {
        StringOutput output = new StringOutput(SHORT);
        templates.reportAction(phrases, address, "").render(output);
        return Html.trusted(output.toString());
    }
}
