/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.content.SpaceNode;
import org.allmende.host.forum.content.TopicLine;
import org.allmende.host.forum.content.Writing;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The first page, the list of spaces, and the topics with one tag: what is being talked about everywhere. Thread-safe. */
@Component
public final class HomePage implements Route {

    static final int TOPICS = 30;

    /** How many spaces stand before the topics. */
    private static final int SPACES = 8;

    private final Content content;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public HomePage(@Reference Content content, @Reference Visits visits) {
        this.content = content;
        this.visits = visits;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/", Permission.READ, this::home),
                Endpoint.get("/new", Permission.TAKE_PART, this::choose),
                Endpoint.get("/s", Permission.READ, this::spaces),
                Endpoint.get("/tag/{tag}", Permission.READ, this::tagged));
    }

    private Response home(Request request) {
        Visit v = visits.of(request);
        Optional<String> after = request.parameter("after");
        List<SpaceNode> spaces = content.spaces(request.viewer());
        Paged<TopicLine> topics = content.latest(request.viewer(), after, TOPICS);
        String main = templates
                .home(
                        v,
                        liveliest(spaces),
                        spaces.size(),
                        topics.items(),
                        topics.next().map(next -> "/?after=" + Visit.encoded(next)),
                        after.isPresent(),
                        request.viewer().may(Writing.SPACES),
                        all(spaces).anyMatch(SpaceNode::mayPost))
                .render();
        return Response.page(visits.page(v.say("home.title"), main));
    }

    /** All if they are few; else those where something happened last, so that the topics stay in sight. */
    private static List<SpaceNode> liveliest(List<SpaceNode> spaces) {
        return spaces.size() <= SPACES
                ? spaces
                : spaces.stream()
                        .sorted(Comparator.comparing(
                                        (SpaceNode node) -> node.activeWithin().orElse(Instant.MIN))
                                .reversed())
                        .limit(SPACES)
                        .toList();
    }

    /** A topic lies in a space: which one, is chosen first. */
    private Response choose(Request request) {
        Visit v = visits.of(request);
        List<SpaceNode> spaces =
                all(content.spaces(request.viewer())).filter(SpaceNode::mayPost).toList();
        if (spaces.size() == 1) {
            return Response.seeOther("/s/" + spaces.getFirst().id() + "/new");
        }
        String main = templates.choose(v, spaces).render();
        return Response.page(visits.page(v.say("topic.new"), main));
    }

    private static Stream<SpaceNode> all(List<SpaceNode> spaces) {
        return spaces.stream().flatMap(node -> Stream.concat(Stream.of(node), all(node.children())));
    }

    private Response spaces(Request request) {
        Visit v = visits.of(request);
        String main = templates.spaces(v, content.spaces(request.viewer())).render();
        return Response.page(visits.page(v.say("home.spaces"), main));
    }

    private Response tagged(Request request) {
        Visit v = visits.of(request);
        String tag = request.path("tag");
        String path = "/tag/" + Visit.encoded(tag);
        Optional<String> after = request.parameter("after");
        Paged<TopicLine> topics = content.tagged(request.viewer(), tag, after, TOPICS);
        String main = templates
                .tagged(
                        v,
                        tag,
                        topics.items(),
                        topics.next().map(next -> path + "?after=" + Visit.encoded(next)),
                        after.map(any -> path))
                .render();
        return Response.page(visits.page(v.say("tag.title") + " #" + tag, main));
    }
}
