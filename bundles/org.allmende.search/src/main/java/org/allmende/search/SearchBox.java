/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.search.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The box in the bar on top of every page. */
@Component(service = Panel.class)
public final class SearchBox implements Panel {

    private final Messages messages;
    private final Assets assets;

    @Activate
    public SearchBox(@Reference Messages messages, @Reference Assets assets) {
        this.messages = messages;
        this.assets = assets;
    }

    @Override
    public Slot slot() {
        return Slot.HEADER;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        boolean here = request.path().equals(SearchPages.PATH);
        return List.of(Html.trusted(new StaticTemplates()
                .box(
                        request.at(SearchPages.PATH),
                        assets.address("search.js"),
                        phrases.get("box.label"),
                        phrases.get("box.placeholder"),
                        here ? request.parameter("q").orElse("") : "")
                .render()));
    }
}
