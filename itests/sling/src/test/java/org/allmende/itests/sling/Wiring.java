/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Who takes which package from whom, a line each: {@code org.apache.sling.api 2.27.6: javax.jcr from org.apache.sling.javax.jcr 2.0},
 * with {@code lazily} behind it if it is taken only once it is used, which can be at any time.
 */
record Wiring(List<String> lines) {

    private static final Pattern IMPORT =
            Pattern.compile(" {8}(?:[A-Z]+: )?([\\w.]+),version=\\S+ from \\S+ \\((\\d+)\\).*");
    private static final String LAZILY = " lazily";

    /** Asks for everything at once, which takes a few seconds. */
    static Wiring of(SlingClient admin) {
        List<Taker> takers = takers(admin);
        Map<String, String> names = new HashMap<>();
        takers.forEach(taker -> names.put(taker.id, taker.name));
        Set<String> lines = new TreeSet<>();
        takers.forEach(taker -> taker.from.forEach((name, provider) -> lines.add(taker.name + ": " + name + " from "
                + names.get(provider) + (taker.declared.contains(name) ? "" : LAZILY))));
        return new Wiring(List.copyOf(lines));
    }

    /** What does not depend on which classes were used so far. */
    Wiring declared() {
        return only(line -> !line.endsWith(LAZILY));
    }

    /**
     * What bundles take.
     *
     * @param names symbolic names
     */
    Wiring by(Predicate<String> names) {
        return only(line -> names.test(line.substring(0, line.indexOf(' '))));
    }

    /**
     * What is taken from bundles.
     *
     * @param names symbolic names
     */
    Wiring from(Predicate<String> names) {
        return only(line -> names.test(line.replaceFirst(".* from ", "").split(" ")[0]));
    }

    private Wiring only(Predicate<String> wanted) {
        return new Wiring(lines.stream().filter(wanted).toList());
    }

    /** A bundle, with the ids of those it takes packages from, and what its manifest says it imports. */
    private static final class Taker {
        private final String id;
        private String name = "";
        private final Map<String, String> from = new HashMap<>();
        private final Set<String> declared = new HashSet<>();

        Taker(String id) {
            this.id = id;
        }
    }

    /** From the report that the console makes of all bundles: indented lines, a heading for each list. */
    private static List<Taker> takers(SlingClient admin) {
        List<Taker> takers = new ArrayList<>();
        String heading = "";
        for (JsonNode node :
                admin.get("/system/console/status-Bundles.json").good().json()) {
            String line = node.asString();
            if (line.startsWith("Bundle ")) {
                takers.add(new Taker(line.split(" ")[1]));
                continue;
            }
            if (takers.isEmpty()) {
                continue;
            }
            Taker taker = takers.getLast();
            if (line.startsWith("    ") && !line.startsWith("     ")) {
                heading = line.strip();
            }
            Matcher taken = IMPORT.matcher(line);
            if (heading.startsWith("Symbolic Name: ") || heading.startsWith("Version: ")) {
                taker.name = (taker.name + " " + heading.replaceFirst(".*: ", "")).strip();
                heading = "";
            } else if (heading.equals("Imported Packages:") && taken.matches()) {
                taker.from.put(taken.group(1), taken.group(2));
            } else if (heading.equals("Manifest Headers:") && line.startsWith("        Import-Package: ")) {
                taker.declared.addAll(packages(line.substring("        Import-Package: ".length())));
            }
        }
        return takers;
    }

    private static Set<String> packages(String header) {
        Set<String> names = new HashSet<>();
        // Commas in quotes separate nothing, and a clause may name several packages.
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            for (String part : clause.split(";")) {
                if (!part.contains("=")) {
                    names.add(part.strip());
                }
            }
        }
        return names;
    }
}
