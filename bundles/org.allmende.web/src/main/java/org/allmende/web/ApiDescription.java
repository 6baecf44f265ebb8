/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.Method;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.web.route.RouteTree;
import org.allmende.web.route.SiteMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Describes the API as it is at this moment, in OpenAPI 3.1, from the endpoints that are offered. */
@Component(service = Route.class)
public final class ApiDescription implements Route {

    private final Leases leases;
    private final Site site;

    @Activate
    public ApiDescription(@Reference Leases leases, @Reference Site site) {
        this.leases = leases;
        this.site = site;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/openapi.json", Permission.READ, this::describe)
                .summary("This description"));
    }

    private Response describe(Request request) {
        try (Snapshot snapshot = leases.open()) {
            return Response.json(description(snapshot.derived(SiteMap.class, SiteMap::of)));
        }
    }

    Json description(SiteMap map) {
        Map<String, Map<String, Object>> paths = new java.util.TreeMap<>();
        for (RouteTree.Served served : map.routes().all()) {
            Endpoint endpoint = served.endpoint();
            if (endpoint.isApi()) {
                paths.computeIfAbsent(endpoint.path().replace("...}", "}"), any -> new LinkedHashMap<>())
                        .put(endpoint.method().name().toLowerCase(Locale.ROOT), operation(served));
            }
        }
        return Json.object(
                "openapi", "3.1.0",
                "info", Json.object("title", site.name(), "version", "1"),
                "servers", List.of(Json.object("url", site.at("/"))),
                "security", List.of(Json.object("basic", List.of()), Json.object("bearer", List.of())),
                "paths", paths,
                "components",
                        Json.object(
                                "securitySchemes",
                                Json.object(
                                        "basic", Json.object("type", "http", "scheme", "basic"),
                                        "bearer", Json.object("type", "http", "scheme", "bearer")),
                                "responses",
                                Json.object("Problem", problem())));
    }

    private static Json operation(RouteTree.Served served) {
        Endpoint endpoint = served.endpoint();
        List<Json> parameters = new ArrayList<>();
        for (String name : served.names()) {
            parameters.add(parameter(name, "path", true, "string", ""));
        }
        boolean reads = endpoint.method() == Method.GET || endpoint.method() == Method.DELETE;
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Endpoint.Parameter parameter : endpoint.parameters()) {
            if (reads) {
                parameters.add(parameter(
                        parameter.name(), "query", parameter.required(), parameter.type(), parameter.description()));
            } else {
                properties.put(
                        parameter.name(),
                        Json.object("type", parameter.type(), "description", parameter.description()));
                if (parameter.required()) {
                    required.add(parameter.name());
                }
            }
        }
        Json operation = Json.object(
                "tags", List.of(served.offer().feature()),
                "summary", endpoint.summary(),
                "parameters", parameters,
                "responses",
                        Json.object(
                                "200", Json.object("description", "Done"),
                                "default", Json.object("$ref", "#/components/responses/Problem")));
        if (endpoint.permission().least() == Role.GUEST) {
            operation = operation.with("security", List.of(Json.object(), Json.object("bearer", List.of())));
        }
        if (!properties.isEmpty() || endpoint.upload()) {
            Json schema = Json.object("type", "object", "properties", properties);
            schema = required.isEmpty() ? schema : schema.with("required", required);
            String type = endpoint.upload() ? "multipart/form-data" : "application/json";
            operation = operation.with(
                    "requestBody", Json.object("content", Json.object(type, Json.object("schema", schema))));
        }
        return operation;
    }

    private static Json parameter(String name, String in, boolean required, String type, String description) {
        return Json.object(
                "name",
                name,
                "in",
                in,
                "required",
                required,
                "description",
                description,
                "schema",
                Json.object("type", type));
    }

    private static Json problem() {
        Json text = Json.object("type", "string");
        Json errors = Json.object(
                "type",
                "array",
                "items",
                Json.object("type", "object", "properties", Json.object("field", text, "detail", text)));
        Json schema = Json.object(
                "type",
                "object",
                "properties",
                Json.object(
                        "type",
                        text,
                        "title",
                        text,
                        "status",
                        Json.object("type", "integer"),
                        "detail",
                        text,
                        "errors",
                        errors));
        return Json.object(
                "description",
                "What went wrong (RFC 9457)",
                "content",
                Json.object("application/problem+json", Json.object("schema", schema)));
    }
}
