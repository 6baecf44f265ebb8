/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.allmende.api.problem.Problem;
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
import org.allmende.plugins.settings.Field;
import org.allmende.plugins.settings.Overrides;
import org.allmende.plugins.settings.Schema;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.allmende.plugins.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The pages of settings, {@value #HOME}: made from what the bundles say can be set. Thread-safe. */
@Component(service = Route.class)
public final class SettingsPages implements Route {

    private static final String HOME = "/admin/settings";

    private final Requests requests;
    private final Overrides overrides;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public SettingsPages(@Reference Requests requests, @Reference Overrides overrides, @Reference Messages messages) {
        this.requests = requests;
        this.overrides = overrides;
        this.messages = messages;
    }

    /** A line of the list. */
    public record Line(String address, String title, String about, int changed) {}

    /**
     * A field of the form.
     *
     * @param kind {@code flag}, {@code options}, {@code lines}, {@code number} or {@code text}
     * @param value as text, a line for each of a list; empty for the default
     * @param fallback what it is unless set, as text
     * @param problem what is wrong with the value; empty if nothing is
     */
    public record Shown(
            String id,
            String name,
            String about,
            String kind,
            String value,
            String fallback,
            Map<String, String> options,
            String problem) {}

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                18,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.features"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("settings.title-all"));
        return List.of(
                Endpoint.get(HOME, MANAGE, this::list).menu(menu),
                Endpoint.get(HOME + "/{pid}", MANAGE, request -> form(request, Map.of(), "", Map.of())),
                Endpoint.post(HOME + "/{pid}", MANAGE, this::save));
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }

    private Response list(Request request) {
        Phrases phrases = phrases(request);
        Map<String, Kept> kept = overrides.kept();
        List<Line> lines = overrides.all(request.viewer().locale()).stream()
                .map(schema -> new Line(
                        request.at(HOME + "/" + schema.pid()),
                        schema.title(),
                        schema.about(),
                        kept.getOrDefault(schema.pid(), Kept.NOTHING).values().size()))
                .toList();
        String html = templates.settings(phrases, lines).render();
        return Response.page(
                Page.of(phrases.get("settings.title-all"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    /** @param written what was typed and could not be taken; else what is kept is shown */
    private Response form(Request request, Map<String, String> written, String problem, Map<String, String> problems) {
        Phrases phrases = phrases(request);
        Schema schema = overrides.schema(request.path("pid"), request.viewer().locale());
        Kept kept = overrides.kept(schema.pid());
        List<Shown> fields = schema.fields().stream()
                .map(field -> shown(
                        field,
                        written.getOrDefault(field.id(), text(kept.values().get(field.id()))),
                        problems.getOrDefault(field.id(), "")))
                .toList();
        String html = templates
                .setting(
                        phrases,
                        schema.title(),
                        schema.about(),
                        phrases.get("settings.effect." + schema.effect().word()),
                        request.at(HOME),
                        request.at(HOME + "/" + schema.pid()),
                        request.formToken(),
                        Long.toString(kept.revision()),
                        fields,
                        problem)
                .render();
        return Response.page(Page.of(schema.title(), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private static Shown shown(Field field, String value, String problem) {
        return new Shown(
                field.id(),
                field.name(),
                field.about(),
                kind(field),
                value,
                String.join(", ", field.defaults()),
                field.options(),
                problem);
    }

    private static String kind(Field field) {
        if (field.many()) {
            return "lines";
        }
        if (!field.options().isEmpty()) {
            return "options";
        }
        return switch (field.type()) {
            case FLAG -> "flag";
            case NUMBER, DECIMAL -> "number";
            case TEXT -> "text";
        };
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : String.valueOf(value);
    }

    private Response save(Request request) throws Exception {
        Schema schema = overrides.schema(request.path("pid"), request.viewer().locale());
        Map<String, String> written = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Field field : schema.fields()) {
            String text = request.text(field.id()).strip();
            written.put(field.id(), text);
            if (!text.isEmpty()) {
                values.put(field.id(), field.many() ? lines(text) : text);
            }
        }
        Phrases phrases = phrases(request);
        try {
            requests.settings(schema.pid(), values, revision(request), asker(request));
        } catch (ProblemException e) {
            Map<String, String> problems = e.problem().fields().stream()
                    .collect(Collectors.toMap(Problem.Field::name, Problem.Field::detail, (one, other) -> one));
            String above = problems.isEmpty() ? e.problem().detail() : "";
            return form(request, written, above, problems).status(e.problem().status());
        } catch (Overrides.NotTaken e) {
            String why = phrases.get("settings.undone") + " " + e.note().in(phrases);
            return form(request, written, why, Map.of()).status(409);
        }
        return Response.seeOther(HOME).notice(phrases.get("settings.saved", "title", schema.title()));
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
        return lines;
    }

    private static Optional<Long> revision(Request request) {
        return request.parameter("revision")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong);
    }
}
