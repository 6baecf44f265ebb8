/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Response;
import org.allmende.web.message.JsonReader;
import org.allmende.web.message.JsonWriter;
import org.allmende.web.route.SiteMap;
import org.junit.jupiter.api.Test;

class ApiDescriptionTest {

    @Test
    @SuppressWarnings("unchecked")
    void everyEndpointOfTheApiIsDescribedAsItIs() throws Exception {
        try (TestSite site = new TestSite(
                        Endpoint.get("/page", Permission.READ, r -> Response.empty()),
                        Endpoint.get("/api/v1/things/{id}", Permission.READ, r -> Response.empty())
                                .summary("One thing")
                                .parameter("limit", "integer", false, "How many"),
                        Endpoint.post("/api/v1/things", Permission.TAKE_PART, r -> Response.empty())
                                .parameter("name", "string", true, "Its name"),
                        Endpoint.post("/api/v1/files/{path...}", Permission.ADMINISTER, r -> Response.empty())
                                .uploads());
                var snapshot = site.leases.open()) {
            ApiDescription description = new ApiDescription(site.leases, new Site("Commons", "", Path.of(".")));
            byte[] written = new JsonWriter().bytes(description.description(SiteMap.of(snapshot)));
            Map<String, Object> read = new JsonReader().object(written);
            assertThat(read).containsEntry("openapi", "3.1.0");
            Map<String, Map<String, Map<String, Object>>> paths =
                    (Map<String, Map<String, Map<String, Object>>>) read.get("paths");
            assertThat(paths.keySet()).containsExactly("/api/v1/files/{path}", "/api/v1/things", "/api/v1/things/{id}");
            String text = new String(written, StandardCharsets.UTF_8);
            assertThat(text)
                    .contains("\"name\":\"id\",\"in\":\"path\",\"required\":true")
                    .contains("\"name\":\"limit\",\"in\":\"query\",\"required\":false")
                    .contains("\"multipart/form-data\"")
                    .contains("\"required\":[\"name\"]");
            assertThat(paths.get("/api/v1/things/{id}").get("get")).containsEntry("summary", "One thing");
        }
    }
}
