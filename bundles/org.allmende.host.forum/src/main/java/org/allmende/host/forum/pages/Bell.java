/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.Notifications;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The bell in the bar, with how much is unread. Guests have none. Thread-safe. */
@Component
public final class Bell implements Panel {

    private final Notifications notifications;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public Bell(@Reference Notifications notifications, @Reference Visits visits) {
        this.notifications = notifications;
        this.visits = visits;
    }

    @Override
    public Slot slot() {
        return Slot.HEADER;
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        if (request.viewer().member().isEmpty()) {
            return List.of(Html.NOTHING);
        }
        Visit v = visits.of(request);
        int unread = notifications.unread(request.viewer());
        return List.of(Html.trusted(templates.bell(v, unread).render()));
    }
}
