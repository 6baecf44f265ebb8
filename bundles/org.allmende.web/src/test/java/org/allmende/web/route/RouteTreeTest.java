/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.lease.Offer;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Method;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.junit.jupiter.api.Test;

class RouteTreeTest {

    private final RouteTree tree = new RouteTree();

    private Optional<RouteTree.Served> add(String path) {
        return tree.add(Endpoint.get(path, Permission.READ, request -> Response.empty()), offer());
    }

    private String found(String path) {
        return tree.find(List.of(path.substring(1).split("/", -1)))
                .flatMap(match ->
                        match.served(Method.GET).map(served -> served.endpoint().path() + match.parameters(served)))
                .orElse("nothing");
    }

    @Test
    void aFixedSegmentComesBeforeAParameterAndThatBeforeTheRest() {
        add("/t/{id}");
        add("/t/new");
        add("/t/{rest...}");
        add("/t/{topic}/edit");
        assertThat(found("/t/new")).isEqualTo("/t/new{}");
        assertThat(found("/t/7")).isEqualTo("/t/{id}{id=7}");
        assertThat(found("/t/7/edit")).isEqualTo("/t/{topic}/edit{topic=7}");
        assertThat(found("/t/7/other/8")).isEqualTo("/t/{rest...}{rest=7/other/8}");
        assertThat(found("/s")).isEqualTo("nothing");
        assertThat(found("/t")).isEqualTo("nothing");
    }

    @Test
    void aDeadEndIsLeftForTheNextBestWay() {
        add("/a/fixed/x");
        add("/a/{name}/y");
        assertThat(found("/a/fixed/y")).isEqualTo("/a/{name}/y{name=fixed}");
    }

    @Test
    void theRootIsAPathLikeAnyOther() {
        add("/");
        assertThat(found("/")).isEqualTo("/{}");
    }

    @Test
    void anEmptySegmentIsNoParameter() {
        add("/t/{id}");
        assertThat(found("/t/")).isEqualTo("nothing");
    }

    @Test
    void theFirstOfTwoAtTheSamePlaceStays() {
        assertThat(add("/t/{id}")).isEmpty();
        assertThat(add("/t/{other}")).isPresent();
        assertThat(found("/t/7")).isEqualTo("/t/{id}{id=7}");
        assertThat(tree.all()).hasSize(1);
    }

    @Test
    void whatComesAfterTheRestIsRefused() {
        assertThatThrownBy(() -> add("/a/{rest...}/b")).hasMessageContaining("must come last");
    }

    private static Offer<Route> offer() {
        return new Offer<>() {
            @Override
            public String feature() {
                return "test";
            }

            @Override
            public String version() {
                return "1.0.0";
            }

            @Override
            public long generation() {
                return 1;
            }

            @Override
            public Map<String, Object> properties() {
                return Map.of();
            }

            @Override
            public Route service() {
                return new Route() {};
            }
        };
    }
}
