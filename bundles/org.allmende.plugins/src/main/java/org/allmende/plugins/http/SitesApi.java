/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.plugins.site.Entry;
import org.allmende.plugins.site.Listing;
import org.allmende.plugins.site.Site;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.told.Refusal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sites that are trusted here, under {@code /api/v1/sites}. */
@Component(service = Route.class)
public final class SitesApi implements Route {

    private final Requests requests;
    private final Messages messages;

    @Activate
    public SitesApi(@Reference Requests requests, @Reference Messages messages) {
        this.requests = requests;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/sites", MANAGE, this::list).summary("The sites that are trusted here"),
                Endpoint.post("/api/v1/sites", MANAGE, this::add)
                        .summary("Begins to trust a site, by {id,address,fingerprint}"),
                Endpoint.get("/api/v1/sites/{id}", MANAGE, this::one).summary("A site and what it has"),
                Endpoint.post("/api/v1/sites/{id}/refresh", MANAGE, this::refresh)
                        .summary("Asks a site what it has"),
                Endpoint.delete("/api/v1/sites/{id}", MANAGE, this::remove)
                        .summary("Trusts a site no longer; what was installed from it stays"));
    }

    private Sites sites() {
        return requests.swaps().catalogue().sites();
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }

    private Response list(Request request) {
        Phrases phrases = phrases(request);
        return Response.json(Json.list(
                sites().all().stream().map(site -> shown(site.state(), phrases)).toList(), Optional.empty()));
    }

    private Response one(Request request) {
        Phrases phrases = phrases(request);
        Site.State state = sites().find(request.path("id")).state();
        return Response.json(shown(state, phrases)
                .with(
                        "features",
                        state.listing().map(Listing::entries).orElse(List.of()).stream()
                                .map(entry -> shown(entry, phrases))
                                .toList())
                .with(
                        "warnings",
                        state.listing().map(Listing::warnings).orElse(List.of()).stream()
                                .map(warning -> shown(warning, phrases))
                                .toList()));
    }

    private Response add(Request request) throws Exception {
        JsonBody body = request.json();
        String id = body.text("id");
        try {
            requests.addSite(id, body.text("address"), body.text("fingerprint"), asker(request));
        } catch (Refusal e) {
            throw refused(e, request);
        }
        return Response.json(shown(sites().find(id).state(), phrases(request)))
                .status(201)
                .header("Location", request.at("/api/v1/sites/" + id));
    }

    private Response refresh(Request request) throws Exception {
        Site site = sites().find(request.path("id"));
        try {
            requests.refresh(site);
        } catch (Refusal e) {
            throw refused(e, request);
        }
        return one(request);
    }

    private Response remove(Request request) {
        requests.swaps().removeSite(request.path("id"), asker(request));
        return Response.empty();
    }

    /** The site is at fault, not who asks. */
    private ProblemException refused(Refusal refusal, Request request) {
        return Problem.of("site", 502, "The site can't be used", refusal.note().in(phrases(request)))
                .asException(refusal);
    }

    private static Json shown(Site.State state, Phrases phrases) {
        return Json.object(
                "id", state.id(),
                "address", state.address(),
                "name", state.listing().map(Listing::name),
                "serial", state.listing().map(Listing::serial),
                "made", state.listing().map(Listing::made),
                "expires", state.listing().map(Listing::expires),
                "expired", state.expired(),
                "looked", state.looked(),
                "trouble", state.trouble().map(note -> note.in(phrases)));
    }

    private static Json shown(Entry entry, Phrases phrases) {
        return Json.object(
                "id", entry.id(),
                "version", entry.version(),
                "name", entry.names().in(phrases.spoken()).name(),
                "changes", entry.changes(phrases.spoken()),
                "size", entry.size(),
                "sha256", entry.sha256(),
                "java", entry.needs().java(),
                "capabilities", entry.needs().capabilities(),
                "requires", entry.needs().features(),
                "contract",
                        entry.needs().contract().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(needed -> needed.getKey() + " " + needed.getValue())
                                .toList(),
                "services", entry.needs().services(),
                "deprecated", entry.deprecated());
    }

    private static Json shown(Warning warning, Phrases phrases) {
        return Json.object(
                "feature", warning.feature(),
                "from", warning.from(),
                "before", warning.before(),
                "severity", warning.severity(),
                "text", warning.text(phrases.spoken()));
    }
}
