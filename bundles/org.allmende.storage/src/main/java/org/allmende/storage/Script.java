/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of migrations, taken apart.
 *
 * @param name such as {@code 002-index-spaces.sql}
 * @param number what the name begins with
 * @param steps what is run in one transaction
 * @param backfills what is run in batches after it
 */
record Script(String name, int number, List<Step> steps, List<Step> backfills) {

    private static final Pattern NAME = Pattern.compile("(\\d{3,9})-[a-z0-9]+(?:-[a-z0-9]+)*\\.sql");
    private static final Pattern BACKFILL = Pattern.compile("--\\s*backfill\\s+(\\S+)\\s*");
    private static final Pattern TABLE = Pattern.compile("[a-z_][a-z0-9_]*");
    /** Text in quotes is passed over. */
    private static final Pattern BOUNDS = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|:after\\b|:until\\b");

    /**
     * A statement in a file.
     *
     * @param number its place in the file, from 1
     * @param line where it begins, from 1
     * @param table the table that it backfills
     */
    record Step(int number, int line, String sql, Optional<String> table) {

        /** As a person finds it. */
        String place() {
            return "statement " + number + " (line " + line + ")";
        }
    }

    /** What can't be read, with its place and the cure. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    static Script read(String name, String text) throws Unreadable {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new Unreadable("the file migrations/" + name
                    + " must be called by a number of three digits and some words, such as 002-index-spaces.sql");
        }
        List<Step> steps = new ArrayList<>();
        List<Step> backfills = new ArrayList<>();
        for (SqlText.Part part : SqlText.split(text)) {
            Optional<String> table = backfilled(part);
            int number = steps.size() + backfills.size() + 1;
            if (table.isPresent()) {
                backfills.add(new Step(number, part.line(), bounded(name, number, part), table));
            } else if (backfills.isEmpty()) {
                steps.add(new Step(number, part.line(), part.sql(), table));
            } else {
                throw new Unreadable("migrations/" + name + ", statement " + number + " (line " + part.line()
                        + ") stands after a backfill, which goes on after the rest of its file is kept."
                        + " Cure: put it into the next file, or before the backfill");
            }
            if (table.isPresent() && !TABLE.matcher(table.get()).matches()) {
                throw new Unreadable("migrations/" + name + ", statement " + number + " (line " + part.line() + "): "
                        + table.get() + " is no table's name");
            }
        }
        return new Script(name, Integer.parseInt(matcher.group(1)), List.copyOf(steps), List.copyOf(backfills));
    }

    /** Stays the same while nothing that has been applied changes; comments and white space around statements may. */
    String checksum() {
        return hash(steps);
    }

    String backfillChecksum() {
        return hash(backfills);
    }

    private static Optional<String> backfilled(SqlText.Part part) {
        if (part.comments().isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = BACKFILL.matcher(part.comments().get(part.comments().size() - 1));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String bounded(String name, int number, SqlText.Part part) throws Unreadable {
        String sql = BOUNDS.matcher(part.sql()).replaceAll(found -> switch (found.group()) {
            case ":after" -> "?1";
            case ":until" -> "?2";
            default -> Matcher.quoteReplacement(found.group());
        });
        if (!sql.contains("?1") || !sql.contains("?2")) {
            throw new Unreadable("migrations/" + name + ", statement " + number + " (line " + part.line()
                    + ") is a backfill without bounds. Cure: let it change the rows with"
                    + " rowid > :after AND rowid <= :until only");
        }
        return sql;
    }

    private static String hash(List<Step> steps) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Step step : steps) {
                digest.update(step.sql().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
