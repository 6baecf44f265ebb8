/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Request;
import org.allmende.campaigns.template.StaticTemplates;
import org.allmende.campaigns.view.BannerView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How an announcement looks, in place and in a preview. Thread-safe. */
@Component(service = Banners.class)
public final class Banners {

    private final Markup markup;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public Banners(@Reference Markup markup, @Reference Messages messages) {
        this.markup = markup;
        this.messages = messages;
    }

    Html html(Campaign campaign, Request request) {
        String acts = "/campaigns/" + campaign.id();
        String go = campaign.plan().link().isEmpty() ? "" : request.at(acts + "/go");
        return html(campaign.plan(), request, go, request.at(acts + "/dismiss"), request.path());
    }

    Html preview(Campaign.Plan plan, Request request) {
        String link = plan.link().startsWith("/") ? request.at(plan.link()) : plan.link();
        return html(plan, request, link, "", "");
    }

    private Html html(Campaign.Plan plan, Request request, String go, String dismiss, String back) {
        Phrases say = messages.in(request.viewer().locale(), request.viewer().zone());
        String label = plan.linkLabel().isEmpty() ? say.get("banner.more") : plan.linkLabel();
        boolean oneLanguage = plan.audience().locales().size() == 1;
        BannerView view = new BannerView(
                plan.title(),
                markup.html(plan.body()).value(),
                oneLanguage ? plan.audience().locales().getFirst().toLanguageTag() : null,
                go,
                label,
                dismiss,
                back,
                dismiss.isEmpty() ? "" : request.formToken());
        return Html.trusted(templates.banner(say, view).render());
    }
}
