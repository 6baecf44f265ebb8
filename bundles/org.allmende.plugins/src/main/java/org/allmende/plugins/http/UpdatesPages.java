/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
import org.allmende.plugins.http.PluginsPages.Past;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What could be newer, and what was done, over all features. Thread-safe. */
@Component(service = Route.class)
public final class UpdatesPages implements Route {

    private static final String HOME = "/admin/plugins";
    private static final int LATEST = 50;

    private final Requests requests;
    private final Messages messages;
    private final Clock clock;
    private final StaticTemplates templates = new StaticTemplates();

    /**
     * A newer version of an installed feature.
     *
     * @param warnings of the version that is installed
     * @param why it is not offered; empty if it is
     * @param picture address; empty if there is none
     */
    public record Line(
            String name,
            String versions,
            String changes,
            List<String> warnings,
            String why,
            String plan,
            String picture) {}

    @Activate
    public UpdatesPages(@Reference Requests requests, @Reference Messages messages, @Reference Clock clock) {
        this.requests = requests;
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(HOME + "/updates", MANAGE, this::updates).menu(entry(12, "updates.title")),
                Endpoint.get(HOME + "/history", MANAGE, this::history).menu(entry(14, "history.all")));
    }

    private MenuEntry entry(int order, String key) {
        return new MenuEntry(
                Area.ADMINISTRATION,
                order,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.features"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get(key));
    }

    private Response updates(Request request) {
        Phrases phrases = phrases(request);
        List<Line> lines = requests.swaps().overview().views().stream()
                .flatMap(view -> line(view, request, phrases))
                .toList();
        return page(
                phrases.get("updates.title"), templates.updates(phrases, lines).render());
    }

    private Stream<Line> line(Overview.View view, Request request, Phrases phrases) {
        Optional<Installed> installed = view.installed();
        if (installed.isEmpty() || view.update().isEmpty()) {
            return Stream.empty();
        }
        Overview.Update update = view.update().get();
        String at = request.at(HOME + "/" + view.id());
        return Stream.of(new Line(
                view.words(phrases.spoken()).name(),
                installed.get().version() + " → " + update.version(),
                update.entry().map(entry -> entry.changes(phrases.spoken())).orElse(""),
                view.warnings().stream()
                        .map((Warning warning) -> warning.text(phrases.spoken()))
                        .toList(),
                update.obstacle().map(note -> note.in(phrases)).orElse(""),
                at + "/plan?act=update&version=" + update.version(),
                view.picture().isPresent() ? at + "/picture" : ""));
    }

    private Response history(Request request) {
        Phrases phrases = phrases(request);
        List<Past> past = requests.swaps().ledger().swaps().stream()
                .limit(LATEST)
                .map(swap -> Past.named(
                        requests.swaps()
                                .overview()
                                .named(swap.plugin())
                                .map(names -> names.in(phrases.spoken()).name())
                                .orElse(swap.plugin()),
                        swap,
                        phrases,
                        clock))
                .toList();
        String title = phrases.get("history.all");
        return page(
                title, templates.history(phrases, title, past, request.at(HOME)).render());
    }

    private static Response page(String title, String html) {
        return Response.page(Page.of(title, Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
