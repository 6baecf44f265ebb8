/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import org.allmende.api.web.Html;
import org.allmende.api.web.Response;
import org.allmende.host.forum.template.StaticTemplates;

/** What a text will look like, as a part of the page for htmx. */
final class Preview {

    private Preview() {}

    static Response part(Visit v, Html body) {
        return Response.part(
                Html.trusted(new StaticTemplates().partPreview(v, body).render()));
    }
}
