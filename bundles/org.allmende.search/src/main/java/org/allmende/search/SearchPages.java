/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Permission;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.search.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The page of results. Everything on it is a link or a form, so that it works without a script. */
@Component(service = Route.class)
public final class SearchPages implements Route {

    static final String PATH = "/search";

    private static final int ON_A_PAGE = 20;

    private final Finder finder;
    private final PostIndex index;
    private final Hosts hosts;
    private final Members members;
    private final Messages messages;
    private final Assets assets;

    @Activate
    public SearchPages(
            @Reference Finder finder,
            @Reference PostIndex index,
            @Reference Hosts hosts,
            @Reference Members members,
            @Reference Messages messages,
            @Reference Assets assets) {
        this.finder = finder;
        this.index = index;
        this.hosts = hosts;
        this.members = members;
        this.messages = messages;
        this.assets = assets;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(PATH, Permission.READ, this::results).summary("Results of a search"));
    }

    private Response results(Request request) {
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        String query = request.parameter("q").orElse("").strip();
        Optional<Finder.Order> order = SearchApi.order(request);
        int skip = request.number("after", 0, 0, Finder.COUNTED);
        Finder.Answer answer =
                finder.find(new Finder.Question(query, request.viewer(), order, ON_A_PAGE, skip, true, true));
        ResultsView view = view(request, phrases, query, order, answer);
        List<ResultsView.Facet> facets = facets(request, phrases, answer);
        String title = query.isEmpty()
                ? phrases.get("results.title")
                : phrases.get("results.page-title", "query", query.length() > 60 ? query.substring(0, 60) : query);
        Html main = Html.trusted(new StaticTemplates().results(phrases, view).render());
        Html aside = facets.isEmpty()
                ? Html.NOTHING
                : Html.trusted(new StaticTemplates().facets(phrases, facets).render());
        return Response.page(Page.of(title, main).aside(aside).style(assets.address("search.css")));
    }

    private ResultsView view(
            Request request, Phrases phrases, String query, Optional<Finder.Order> order, Finder.Answer answer) {
        Optional<String> sort = order.map(chosen -> chosen.name().toLowerCase(Locale.ROOT));
        String shown = phrases.number(answer.total());
        long millis = (answer.micros() + 999) / 1000;
        String summary = answer.exact()
                ? phrases.get("results.count", "count", answer.total(), "shown", shown, "millis", millis)
                : phrases.get("results.count-more", "shown", shown, "millis", millis);
        String rebuilding = index.rebuiltInSight()
                .map(done -> phrases.get("results.rebuilding", "done", done))
                .orElse(null);
        return new ResultsView(
                request.at(PATH),
                query,
                !answer.asked().isEmpty(),
                sort.orElse(null),
                rebuilding,
                summary,
                answer.total(),
                answer.widened(),
                answer.asked().filters().stream()
                        .map(part -> ResultsView.Link.to(
                                part.source(), address(request, answer.asked().without(part), sort, Optional.empty())))
                        .toList(),
                Stream.of(Finder.Order.values())
                        .map(each -> {
                            String word = each.name().toLowerCase(Locale.ROOT);
                            return new ResultsView.Link(
                                    phrases.get("order." + word),
                                    address(request, query, Optional.of(word), Optional.empty()),
                                    each == answer.order(),
                                    "");
                        })
                        .toList(),
                answer.suggestion()
                        .map(meant -> ResultsView.Link.to(meant, address(request, meant, sort, Optional.empty())))
                        .orElse(null),
                groups(request, phrases, answer),
                answer.next()
                        .map(next -> address(request, query, sort, Optional.of(next)))
                        .orElse(null),
                Stream.of("words", "phrase", "not", "beginning", "author", "in", "tag", "lang", "date", "is")
                        .map(each -> new ResultsView.Help(
                                phrases.get("help." + each + ".example"), phrases.get("help." + each)))
                        .toList());
    }

    /** Posts of the same topic stand together, where the best of them stands. */
    private List<ResultsView.Group> groups(Request request, Phrases phrases, Finder.Answer answer) {
        Map<Ref, List<Finder.Hit>> topics = new LinkedHashMap<>();
        for (Finder.Hit hit : answer.hits()) {
            topics.computeIfAbsent(hit.topic(), topic -> new ArrayList<>()).add(hit);
        }
        Map<Ref, Optional<Space>> spaces = new LinkedHashMap<>();
        List<ResultsView.Group> groups = new ArrayList<>();
        topics.forEach((topic, hits) -> {
            Finder.Hit best = hits.getFirst();
            String space = spaces.computeIfAbsent(best.space(), hosts::space)
                    .map(Space::name)
                    .orElse("");
            groups.add(new ResultsView.Group(
                    link(request, best.isTopic() ? topic : best.post()),
                    best.title(),
                    space,
                    hits.stream().map(hit -> post(request, phrases, hit)).toList()));
        });
        return groups;
    }

    private ResultsView.Post post(Request request, Phrases phrases, Finder.Hit hit) {
        boolean known = !hit.language().equals(Tongues.UNKNOWN);
        Locale language = Locale.forLanguageTag(hit.language());
        boolean foreign =
                known && !language.getLanguage().equals(phrases.locale().getLanguage());
        return new ResultsView.Post(
                link(request, hit.post()),
                hit.byline(),
                phrases.moment(hit.created()),
                phrases.get(hit.isTopic() ? "results.topic" : "results.post"),
                hit.answer(),
                hit.state() == State.PUBLISHED
                        ? ""
                        : phrases.get("results." + hit.state().word()),
                foreign ? phrases.language(language) : null,
                known ? hit.language() : null,
                hit.snippet());
    }

    private List<ResultsView.Facet> facets(Request request, Phrases phrases, Finder.Answer answer) {
        List<ResultsView.Facet> facets = new ArrayList<>();
        Optional<String> sort =
                SearchApi.order(request).map(order -> order.name().toLowerCase(Locale.ROOT));
        answer.facets().forEach((field, values) -> {
            List<ResultsView.Link> links = values.stream()
                    .flatMap(counted -> name(field, counted.value(), phrases).stream()
                            .map(name -> new ResultsView.Link(
                                    name,
                                    address(
                                            request,
                                            answer.asked().with(filter(field), typed(field, counted.value(), name)),
                                            sort,
                                            Optional.empty()),
                                    false,
                                    phrases.number(counted.count()))))
                    .toList();
            // A single value narrows nothing down.
            if (links.size() > 1) {
                facets.add(new ResultsView.Facet(phrases.get("facet." + field), links));
            }
        });
        return facets;
    }

    private Optional<String> name(String field, String value, Phrases phrases) {
        return switch (field) {
            case Fields.SPACE -> hosts.space(Ref.parse(value)).map(Space::name);
            case Fields.AUTHOR -> members.find(Ref.parse(value)).map(Member::name);
            case Fields.LANGUAGE ->
                value.equals(Tongues.UNKNOWN)
                        ? Optional.empty()
                        : Optional.of(phrases.language(Locale.forLanguageTag(value)));
            default -> Optional.of(value);
        };
    }

    /** What stands behind the filter's colon: names where a person would type names. */
    private static String typed(String field, String value, String name) {
        return field.equals(Fields.SPACE) || field.equals(Fields.AUTHOR) ? name : value;
    }

    private static Asked.Filter filter(String field) {
        return switch (field) {
            case Fields.SPACE -> Asked.Filter.IN;
            case Fields.AUTHOR -> Asked.Filter.AUTHOR;
            case Fields.TAG -> Asked.Filter.TAG;
            default -> Asked.Filter.LANG;
        };
    }

    private String link(Request request, Ref item) {
        return hosts.link(item)
                .map(link -> link.startsWith("/") ? request.at(link) : link)
                .orElse(request.at("/"));
    }

    private static String address(Request request, String query, Optional<String> sort, Optional<Integer> after) {
        StringBuilder address = new StringBuilder(PATH).append("?q=").append(encoded(query));
        sort.ifPresent(word -> address.append("&sort=").append(word));
        after.ifPresent(seen -> address.append("&after=").append(seen));
        return request.at(address.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
