/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.search.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Search for programs. */
@Component(service = Route.class)
public final class SearchApi implements Route {

    private static final int LIMIT = 50;
    private static final int MOST = 1000;

    private final Finder finder;
    private final Hosts hosts;

    @Activate
    public SearchApi(@Reference Finder finder, @Reference Hosts hosts) {
        this.finder = finder;
        this.hosts = hosts;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/search", Permission.READ, this::search)
                        .summary("Finds topics and posts; in title and snippet, <mark> is around what was asked for and"
                                + " all else is escaped")
                        .parameter(
                                "q",
                                "string",
                                true,
                                "Words, \"phrases\", -not, author: in: tag: lang: before: after: is:")
                        .parameter("space", "string", false, "Only in this space (id or name) and the spaces in it")
                        .parameter("language", "string", false, "Only in this language (BCP 47)")
                        .parameter("sort", "string", false, "relevance or newest")
                        .parameter("limit", "integer", false, "How many, 1 to 1000; 50 if absent")
                        .parameter("after", "string", false, "What next said"),
                Endpoint.post("/api/v1/search/similar", Permission.READ, this::similar)
                        .summary("Finds topics like a text {title, body?} or like a {topic}"));
    }

    /** The order asked for. */
    static Optional<Finder.Order> order(Request request) {
        return request.parameter("sort").map(word -> switch (word) {
            case "relevance" -> Finder.Order.RELEVANCE;
            case "newest" -> Finder.Order.NEWEST;
            default ->
                throw Problem.invalid("sort", "is relevance or newest, not " + word)
                        .asException();
        });
    }

    private Response search(Request request) {
        String typed = request.parameter("q").orElse("");
        int limit = request.number("limit", LIMIT, 1, MOST);
        int skip = request.number("after", 0, 0, Finder.COUNTED);
        Asked asked = Asked.parse(typed);
        List<Asked.Part> parts = new ArrayList<>(asked.parts());
        request.parameter("space").ifPresent(space -> parts.add(new Asked.Chosen(Asked.Filter.IN, space, false)));
        request.parameter("language")
                .ifPresent(language -> parts.add(new Asked.Chosen(Asked.Filter.LANG, language, false)));
        return answered(finder.find(
                new Asked(parts),
                new Finder.Question(typed, request.viewer(), order(request), limit, skip, true, true)));
    }

    private Response similar(Request request) {
        JsonBody body = request.json();
        int limit = (int) (body.has("limit") ? Math.clamp(body.number("limit"), 1, MOST) : 10);
        if (body.has("topic")) {
            Ref ref = topic(body.text("topic"));
            Topic topic = hosts.topic(ref)
                    .filter(found -> isSeen(request.viewer(), found))
                    .orElseThrow(() -> Problem.notFound("There is no topic " + ref.id() + " that you may read.")
                            .asException());
            String words = finder.words(ref, request.viewer()).orElse("");
            return answered(finder.similar(topic.title(), words, Optional.of(ref), request.viewer(), limit));
        }
        String title = body.text("title");
        String text = body.optionalText("body").orElse("");
        return answered(finder.similar(title, text, Optional.empty(), request.viewer(), limit));
    }

    /** As its page: whoever may not read it learns nothing from what is like it. */
    private boolean isSeen(Viewer viewer, Topic topic) {
        return hosts.mayRead(viewer, topic.space())
                && (topic.state() == State.PUBLISHED
                        || topic.state() != State.DELETED
                                && (viewer.is(topic.author().ref())
                                        || hosts.moderated(viewer).contains(topic.space())));
    }

    /** By reference, or by an id at whichever host has it. */
    private Ref topic(String id) {
        for (String host : hosts.ids()) {
            if (id.startsWith(host + ":" + Ref.TOPIC + ":")) {
                return Ref.parse(id);
            }
        }
        return hosts.ids().stream()
                .map(host -> Ref.topic(host, id))
                .filter(ref -> hosts.topic(ref).isPresent())
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no topic " + id + " that you may read.")
                        .asException());
    }

    private Response answered(Finder.Answer answer) {
        List<Ref> refs = answer.hits().stream().map(SearchApi::subject).toList();
        Map<Ref, String> external = hosts.externalIds(refs);
        List<Json> items = new ArrayList<>();
        for (Finder.Hit hit : answer.hits()) {
            Ref subject = subject(hit);
            items.add(Json.object(
                    "id", subject,
                    "externalId", Optional.ofNullable(external.get(subject)),
                    "kind", hit.kind(),
                    "topic", hit.topic(),
                    "post", hit.post(),
                    "space", hit.space(),
                    "author", Json.object("id", hit.author(), "name", hit.byline()),
                    "title", marked(hit.title()),
                    "snippet", marked(hit.snippet()),
                    "language", hit.language(),
                    "created", hit.created(),
                    "state", hit.state(),
                    "score", hit.score()));
        }
        Map<String, Object> facets = new LinkedHashMap<>();
        answer.facets()
                .forEach((field, counts) -> facets.put(
                        field,
                        counts.stream()
                                .map(each -> Json.object("value", value(field, each.value()), "count", each.count()))
                                .toList()));
        return Response.json(Json.object(
                "total",
                answer.total(),
                "totalExact",
                answer.exact(),
                "took",
                (answer.micros() + 999) / 1000,
                "items",
                items,
                "next",
                answer.next().map(String::valueOf),
                "facets",
                facets,
                "suggestion",
                answer.suggestion(),
                "widened",
                answer.widened()));
    }

    /** A topic's first post stands for the topic. */
    private static Ref subject(Finder.Hit hit) {
        return hit.isTopic() ? hit.topic() : hit.post();
    }

    private static String value(String field, String value) {
        return field.equals(Fields.SPACE) || field.equals(Fields.AUTHOR)
                ? Ref.parse(value).id()
                : value;
    }

    private static String marked(List<Piece> pieces) {
        return new StaticTemplates().marked(pieces).render();
    }
}
