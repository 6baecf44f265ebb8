/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what was acknowledged to the client with what a stopped suite's store holds: each once, with its event. */
final class Ledger {

    private static final Pattern MARK = Pattern.compile("My mark is ([0-9a-z]+)\\.");

    private Ledger() {}

    static Map<String, Object> audit(Path home, Set<String> accepted) throws SQLException {
        Map<String, List<String>> kept = new HashMap<>();
        Map<String, Integer> events = new HashMap<>();
        long deadLetters;
        Map<String, Object> effects = new LinkedHashMap<>();
        try (Connection store = open(home);
                Statement statement = store.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT id, body FROM forum_post WHERE body LIKE '%My mark is %'")) {
                while (rows.next()) {
                    Matcher mark = MARK.matcher(rows.getString(2));
                    if (mark.find()) {
                        kept.computeIfAbsent(mark.group(1), m -> new ArrayList<>())
                                .add(rows.getString(1));
                    }
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT subject, COUNT(*) FROM events_event WHERE type = 'post.created' GROUP BY subject")) {
                while (rows.next()) {
                    events.put(rows.getString(1), rows.getInt(2));
                }
            }
            deadLetters = count(statement, "SELECT COUNT(*) FROM events_deadletter");
            effects.put(
                    "languagesOfMarkedPosts",
                    count(
                            statement,
                            "SELECT COUNT(*) FROM localization_post l JOIN forum_post p ON l.ref = 'forum:post:' || p.id"
                                    + " WHERE p.body LIKE '%My mark is %'"));
        }
        long lost = accepted.stream().filter(mark -> !kept.containsKey(mark)).count();
        long doubled = kept.values().stream().filter(ids -> ids.size() > 1).count();
        long withoutEvent = 0;
        long doubledEvents = 0;
        for (List<String> ids : kept.values()) {
            for (String id : ids) {
                int times = events.getOrDefault("forum:post:" + id, 0);
                withoutEvent += times == 0 ? 1 : 0;
                doubledEvents += times > 1 ? 1 : 0;
            }
        }
        Map<String, Object> audit = new LinkedHashMap<>();
        audit.put("accepted", accepted.size());
        audit.put("kept", kept.size());
        audit.put("lost", lost);
        audit.put("doubled", doubled);
        audit.put("withoutEvent", withoutEvent);
        audit.put("doubledEvents", doubledEvents);
        audit.put("deadLetters", deadLetters);
        audit.put("effects", effects);
        return audit;
    }

    /** Makes {@code FEATURE_bench} with a million rows for each feature; the suite must not be running. */
    static void millionRows(Path home, List<String> features, int rows) throws SQLException {
        try (Connection store = open(home);
                Statement statement = store.createStatement()) {
            for (String feature : features) {
                statement.executeUpdate(
                        "CREATE TABLE " + feature + "_bench (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
                statement.executeUpdate("INSERT INTO " + feature + "_bench WITH RECURSIVE c(x) AS"
                        + " (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < " + rows + ") SELECT x, x FROM c");
            }
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** How many rows of {@code FEATURE_bench} the backfill has left out. */
    static long notBackfilled(Path home, List<String> features) throws SQLException {
        long left = 0;
        try (Connection store = open(home);
                Statement statement = store.createStatement()) {
            for (String feature : features) {
                left += count(
                        statement, "SELECT COUNT(*) FROM " + feature + "_bench WHERE twice IS NULL OR twice <> n * 2");
            }
        }
        return left;
    }

    private static long count(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static Connection open(Path home) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("store/allmende.db"));
    }
}
