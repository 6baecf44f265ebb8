/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.allmende.api.audit.Audit;
import org.allmende.api.event.Events;
import org.allmende.api.member.Permission;
import org.allmende.api.store.Store;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.search.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What an administrator sees of the index, and the button that builds it anew. */
@Component(service = Route.class)
public final class SearchAdministration implements Route {

    private static final String PATH = "/admin/search";

    private final PostIndex index;
    private final Events events;
    private final Store store;
    private final Audit audit;
    private final Messages messages;
    private final Assets assets;

    @Activate
    public SearchAdministration(
            @Reference PostIndex index,
            @Reference Events events,
            @Reference Store store,
            @Reference Audit audit,
            @Reference Messages messages,
            @Reference Assets assets) {
        this.index = index;
        this.events = events;
        this.store = store;
        this.audit = audit;
        this.messages = messages;
        this.assets = assets;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry entry = new MenuEntry(
                Area.ADMINISTRATION,
                500,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("admin.section"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("admin.title"));
        return List.of(
                Endpoint.get(PATH, Permission.ADMINISTER, this::show)
                        .summary("The state of the index")
                        .menu(entry),
                Endpoint.post(PATH + "/rebuild", Permission.ADMINISTER, this::rebuild)
                        .summary("Builds the index anew"));
    }

    private Response show(Request request) {
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        IndexView view = view(request, phrases);
        if (request.partial()) {
            return Response.part(
                    Html.trusted(new StaticTemplates().indexState(phrases, view).render()));
        }
        Html main = Html.trusted(new StaticTemplates()
                .administration(phrases, view, request.formToken())
                .render());
        return Response.page(Page.of(phrases.get("admin.title"), main)
                .in(Area.ADMINISTRATION)
                .style(assets.address("search.css")));
    }

    private Response rebuild(Request request) {
        store.writeNow(audit.entry(request.viewer(), request.client(), "search.rebuild", "index", ""));
        index.rebuild();
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        return Response.seeOther(PATH).notice(phrases.get("admin.rebuilding"));
    }

    private IndexView view(Request request, Phrases phrases) {
        PostIndex.Status status = index.status();
        long lag = events.progress().stream()
                .filter(progress -> progress.consumer().equals(IndexConsumer.NAME))
                .mapToLong(Events.Progress::lag)
                .findFirst()
                .orElse(0);
        boolean building = status.rebuilding().isPresent();
        String state = building ? "building" : !status.usable() ? "bad" : lag > 0 ? "behind" : "good";
        String tone = building || state.equals("behind") ? "info" : state;
        long built = status.rebuilding().orElse(0L);
        return new IndexView(
                request.at(PATH),
                request.at(PATH + "/rebuild"),
                tone,
                phrases.get("admin." + state),
                building,
                phrases.number(status.documents()),
                phrases.get("admin.bytes", "megabytes", status.bytes() / 1e6),
                phrases.number(lag),
                phrases.number(status.applied()),
                index.tongues().languages().stream()
                        .map(language -> phrases.language(Locale.forLanguageTag(language)))
                        .sorted()
                        .collect(Collectors.joining(", ")),
                building ? phrases.get("admin.progress", "done", built, "expected", status.expected()) : null,
                built,
                status.expected(),
                status.trouble());
    }
}
