/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.util.List;
import java.util.function.Function;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.plugins.site.Listing;
import org.allmende.plugins.site.Site;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.template.StaticTemplates;
import org.allmende.plugins.told.Refusal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The page of the sites that are trusted here, {@value #HOME}. */
@Component(service = Route.class)
public final class SitesPages implements Route {

    private static final String HOME = "/admin/sites";

    private final Requests requests;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public SitesPages(@Reference Requests requests, @Reference Messages messages) {
        this.requests = requests;
        this.messages = messages;
    }

    /**
     * A site as the page shows it.
     *
     * @param css of its chip
     * @param said how old what is known of it is
     */
    public record Shown(String id, String name, String address, String css, String chip, String said, String trouble) {}

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(HOME, MANAGE, request -> list(request, ""))
                        .menu(new MenuEntry(Area.ADMINISTRATION, 15, says("menu.features"), says("sites.title"))),
                Endpoint.post(HOME, MANAGE, this::add),
                Endpoint.post(HOME + "/{id}/refresh", MANAGE, this::refresh),
                Endpoint.post(HOME + "/{id}/remove", MANAGE, this::remove));
    }

    private Function<Viewer, String> says(String key) {
        return viewer -> messages.in(viewer.locale(), viewer.zone()).get(key);
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }

    private Sites sites() {
        return requests.swaps().catalogue().sites();
    }

    private Response list(Request request, String problem) {
        Phrases phrases = phrases(request);
        List<Shown> shown =
                sites().all().stream().map(site -> shown(site.state(), phrases)).toList();
        String html = templates
                .sites(phrases, shown, request.at(HOME), request.formToken(), problem)
                .render();
        return Response.page(
                Page.of(phrases.get("sites.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private Shown shown(Site.State state, Phrases phrases) {
        boolean stale = state.trouble().isPresent();
        String css = state.expired() || state.listing().isEmpty() ? "bad" : stale ? "warn" : "good";
        String chip = state.expired() ? "sites.chip-expired" : stale ? "sites.chip-offline" : "sites.chip-fresh";
        return new Shown(
                state.id(),
                state.listing().map(Listing::name).orElse(state.id()),
                state.address(),
                css,
                phrases.get(chip),
                state.age(phrases),
                state.trouble().map(note -> note.in(phrases)).orElse(""));
    }

    private Response add(Request request) throws Exception {
        String id = request.text("id").strip();
        return done(
                request,
                "notice.site-added",
                id,
                () -> requests.addSite(
                        id, request.text("address").strip(), request.text("fingerprint"), asker(request)));
    }

    private Response refresh(Request request) throws Exception {
        String id = request.path("id");
        return done(request, "notice.site-refreshed", id, () -> requests.refresh(sites().find(id)));
    }

    private Response remove(Request request) throws Exception {
        String id = request.path("id");
        return done(request, "notice.site-removed", id, () -> requests.swaps().removeSite(id, asker(request)));
    }

    /** Something that an administrator does to a site. */
    private interface Deed {
        void run() throws Exception;
    }

    private Response done(Request request, String notice, String id, Deed act) throws Exception {
        try {
            act.run();
        } catch (ProblemException e) {
            return list(request, e.problem().detail()).status(e.problem().status());
        } catch (Refusal e) {
            return list(request, e.note().in(phrases(request))).status(502);
        }
        return Response.seeOther(HOME).notice(phrases(request).get(notice, "site", id));
    }
}
