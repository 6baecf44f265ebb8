/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import org.allmende.api.member.Viewer;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What all pages of the forum share: the words of the reader, and the forum's own style sheet and script. Thread-safe. */
@Component(service = Visits.class)
public final class Visits {

    private final Messages messages;
    private final Markup markup;
    private final Assets assets;

    @Activate
    public Visits(@Reference Messages messages, @Reference Markup markup, @Reference Assets assets) {
        this.messages = messages;
        this.markup = markup;
        this.assets = assets;
    }

    Visit of(Request request) {
        return new Visit(request, words(request.viewer()), markup);
    }

    Phrases words(Viewer viewer) {
        return messages.in(viewer.locale(), viewer.zone());
    }

    /** A page made from a template's text. */
    Page page(String title, String main) {
        return Page.of(title, Html.trusted(main))
                .style(assets.address("forum.css"))
                .script(assets.address("forum.js"));
    }
}
