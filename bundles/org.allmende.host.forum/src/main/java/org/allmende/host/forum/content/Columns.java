/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allmende.api.gate.Reason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The small JSON columns: why a post is held, and how often each reaction was given. Thread-safe. */
final class Columns {

    private final JsonMapper json = JsonMapper.builder().build();

    String reasons(List<Reason> reasons) {
        ArrayNode all = json.createArrayNode();
        for (Reason reason : reasons) {
            all.addArray().add(reason.check()).add(reason.rule()).add(reason.detail());
        }
        return all.toString();
    }

    List<Reason> reasons(String column) {
        if (column.isEmpty()) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>();
        for (JsonNode one : json.readTree(column)) {
            reasons.add(Reason.of(
                    one.path(0).asString(""),
                    one.path(1).asString(""),
                    one.path(2).asString("")));
        }
        return reasons;
    }

    Map<String, Integer> counts(String column) {
        if (column.isEmpty() || column.equals("{}")) {
            return Map.of();
        }
        Map<String, Integer> counts = new TreeMap<>();
        json.readTree(column)
                .properties()
                .forEach(each -> counts.put(each.getKey(), each.getValue().asInt(0)));
        return counts;
    }
}
