/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.route;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.lease.Offer;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Method;
import org.allmende.api.web.Route;

/**
 * Finds the endpoint for a path: a fixed segment before a parameter, a parameter before all the rest. Built once, then
 * only read; belongs to one snapshot and goes with it.
 */
public final class RouteTree {

    /** An endpoint and who offers it. */
    public record Served(Endpoint endpoint, Offer<Route> offer, List<String> names) {

        Map<String, String> parameters(List<String> values) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < names.size() && i < values.size(); i++) {
                parameters.put(names.get(i), values.get(i));
            }
            return parameters;
        }
    }

    /** What a path leads to. */
    public record Match(Map<Method, Served> methods, List<String> values) {

        public Optional<Served> served(Method method) {
            return Optional.ofNullable(methods.get(method));
        }

        public Map<String, String> parameters(Served served) {
            return served.parameters(values);
        }

        public Set<Method> allowed() {
            return methods.keySet();
        }
    }

    private static final class Node {
        private final Map<String, Node> fixed = new HashMap<>();
        private Node parameter;
        private final Map<Method, Served> here = new EnumMap<>(Method.class);
        private final Map<Method, Served> rest = new EnumMap<>(Method.class);
    }

    private final Node root = new Node();
    private final List<Served> all = new ArrayList<>();

    /** @return what stands at the same method and path already; then this one is left out */
    public Optional<Served> add(Endpoint endpoint, Offer<Route> offer) {
        Node node = root;
        List<String> names = new ArrayList<>();
        boolean rest = false;
        for (String segment : segments(endpoint.path())) {
            if (rest) {
                throw new IllegalArgumentException("{name...} must come last in " + endpoint.path());
            }
            if (segment.startsWith("{") && segment.endsWith("}")) {
                rest = segment.endsWith("...}");
                names.add(segment.substring(1, segment.length() - (rest ? 4 : 1)));
                if (!rest) {
                    node.parameter = node.parameter == null ? new Node() : node.parameter;
                    node = node.parameter;
                }
            } else {
                node = node.fixed.computeIfAbsent(segment, any -> new Node());
            }
        }
        Served served = new Served(endpoint, offer, List.copyOf(names));
        Served before = (rest ? node.rest : node.here).putIfAbsent(endpoint.method(), served);
        if (before == null) {
            all.add(served);
        }
        return Optional.ofNullable(before);
    }

    public List<Served> all() {
        return all;
    }

    /** @param segments decoded */
    public Optional<Match> find(List<String> segments) {
        List<String> values = new ArrayList<>();
        return Optional.ofNullable(find(root, segments, 0, values));
    }

    private static Match find(Node node, List<String> segments, int index, List<String> values) {
        if (index == segments.size()) {
            return node.here.isEmpty() ? null : new Match(node.here, List.copyOf(values));
        }
        String segment = segments.get(index);
        Node next = node.fixed.get(segment);
        if (next != null) {
            Match match = find(next, segments, index + 1, values);
            if (match != null) {
                return match;
            }
        }
        if (node.parameter != null && !segment.isEmpty()) {
            values.add(segment);
            Match match = find(node.parameter, segments, index + 1, values);
            if (match != null) {
                return match;
            }
            values.removeLast();
        }
        if (!node.rest.isEmpty()) {
            List<String> found = new ArrayList<>(values);
            found.add(String.join("/", segments.subList(index, segments.size())));
            return new Match(node.rest, found);
        }
        return null;
    }

    private static List<String> segments(String path) {
        return path.equals("/") ? List.of("") : List.of(path.substring(1).split("/", -1));
    }
}
