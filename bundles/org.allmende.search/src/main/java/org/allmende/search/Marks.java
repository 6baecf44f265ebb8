/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;

/**
 * Shows where a text says what was asked for: takes the part that says most of it and divides it into marked and plain
 * pieces. Escaping is for whoever writes the pieces into a page.
 *
 * @param folded terms wanted as they stand
 * @param stems terms wanted in any form
 * @param beginnings what wanted terms begin with
 */
record Marks(Tongues tongues, Set<String> folded, Set<String> stems, List<String> beginnings) {

    /** Longer texts are looked at up to here. */
    private static final int LOOKED_AT = 60_000;

    private static final int LEAD = 50;

    private record Found(int start, int end, String term) {}

    Marks {
        folded = Set.copyOf(folded);
        stems = Set.copyOf(stems);
        beginnings = List.copyOf(beginnings);
    }

    /** All of a short text. */
    List<Piece> all(String text, String language) {
        return pieces(text, 0, text.length(), found(text, language));
    }

    /** About {@code length} characters of a text: those with the most of what was asked for, else the first. */
    List<Piece> best(String text, String language, int length) {
        String looked = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
        List<Found> found = found(looked, language);
        int start = found.isEmpty() ? 0 : start(looked, found, length);
        int end = Math.min(text.length(), start + length);
        if (end < text.length()) {
            int space = text.lastIndexOf(' ', end);
            end = space > start + length / 2 ? space : whole(text, end);
        }
        List<Piece> pieces = new ArrayList<>();
        if (start > 0) {
            pieces.add(new Piece("… ", false));
        }
        pieces.addAll(pieces(text, start, end, found));
        if (end < text.length()) {
            pieces.add(new Piece(" …", false));
        }
        return pieces;
    }

    private List<Found> found(String text, String language) {
        List<Found> all = new ArrayList<>();
        for (Words.Word word : Words.of(tongues.folded(), text)) {
            if (folded.contains(word.term()) || beginnings.stream().anyMatch(word.term()::startsWith)) {
                all.add(new Found(word.start(), word.end(), word.term()));
            }
        }
        Optional<Analyzer> analyzer = stems.isEmpty() ? Optional.empty() : tongues.stems(language);
        analyzer.ifPresent(stemmer -> {
            for (Words.Word word : Words.of(stemmer, text)) {
                if (stems.contains(word.term())) {
                    all.add(new Found(word.start(), word.end(), word.term()));
                }
            }
        });
        all.sort(Comparator.comparingInt(Found::start)
                .thenComparing(Comparator.comparingInt(Found::end).reversed()));
        List<Found> apart = new ArrayList<>();
        int end = 0;
        for (Found each : all) {
            if (each.start() >= end && each.end() > each.start()) {
                apart.add(each);
                end = each.end();
            }
        }
        return apart;
    }

    private static int start(String text, List<Found> found, int length) {
        int best = 0;
        int most = -1;
        for (int i = 0; i < found.size(); i++) {
            Set<String> terms = new HashSet<>();
            int within = 0;
            for (int j = i;
                    j < found.size() && found.get(j).end() <= found.get(i).start() + length - LEAD;
                    j++) {
                terms.add(found.get(j).term());
                within++;
            }
            int worth = terms.size() * 10 + Math.min(within, 9);
            if (worth > most) {
                most = worth;
                best = i;
            }
        }
        int start = Math.max(0, found.get(best).start() - LEAD);
        if (start == 0 || text.length() <= length) {
            return 0;
        }
        int space = text.indexOf(' ', start);
        return space >= 0 && space < found.get(best).start()
                ? space + 1
                : found.get(best).start();
    }

    /** Not between the two halves of a character. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at + 1 : at;
    }

    private static List<Piece> pieces(String text, int from, int to, List<Found> found) {
        List<Piece> pieces = new ArrayList<>();
        int at = from;
        for (Found each : found) {
            if (each.start() < at || each.end() > to) {
                continue;
            }
            if (each.start() > at) {
                pieces.add(new Piece(text.substring(at, each.start()), false));
            }
            pieces.add(new Piece(text.substring(each.start(), each.end()), true));
            at = each.end();
        }
        if (at < to) {
            pieces.add(new Piece(text.substring(at, to), false));
        }
        return pieces;
    }

    /** The pieces' text. */
    static String plain(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }
}
