/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes the table that {@code LanguageTable} reads from the n-grams that Lingua learned: 20 million probabilities in 208 MB
 * of JSON become one file of 13 MB. Run by the build as a source file: {@code java TableMaker.java LINGUA.jar TABLE}.
 *
 * <p>Kept are all sequences of up to three letters, and of the longer ones those that say something: whose probability
 * differs from what their beginning lets expect, weighted by how often they come. The rest is answered by the beginning.
 */
public final class TableMaker {

    /** What a sequence counts that a language does not know; natural logarithm. */
    private static final double UNSEEN = -14;

    /** Kept is what weighs more: logarithm of frequency and three times that of the surprise. */
    private static final double LIGHTEST = -10.7;

    private static final int SURPRISE = 3;
    private static final int STEPS = 24;

    private static final List<String> FILES =
            List.of("unigrams.json", "bigrams.json", "trigrams.json", "quadrigrams.json", "fivegrams.json");

    private long[] entries = new long[1 << 22];
    private int size;

    private TableMaker() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path table = Path.of(arguments[1]);
        Path recipe = Path.of(arguments[2]);
        if (Files.exists(table)
                && Files.getLastModifiedTime(table).compareTo(Files.getLastModifiedTime(jar)) > 0
                && Files.getLastModifiedTime(table).compareTo(Files.getLastModifiedTime(recipe)) > 0) {
            return;
        }
        Files.createDirectories(table.getParent());
        new TableMaker().make(jar, table);
    }

    private void make(Path jar, Path table) throws IOException {
        try (ZipFile models = new ZipFile(jar.toFile())) {
            List<String> languages = languages(models);
            for (int language = 0; language < languages.size(); language++) {
                take(models, languages.get(language), language);
            }
            Arrays.sort(entries, 0, size);
            write(languages, table);
        }
    }

    private static List<String> languages(ZipFile models) {
        TreeSet<String> languages = new TreeSet<>();
        for (ZipEntry entry : Collections.list(models.entries())) {
            String[] path = entry.getName().split("/");
            if (path.length == 3 && path[0].equals("language-models")) {
                languages.add(path[1]);
            }
        }
        return List.copyOf(languages);
    }

    private void take(ZipFile models, String language, int number) throws IOException {
        /* Both by sequence: its probability after its beginning, and its frequency. */
        Map<String, Double> known = new HashMap<>();
        Map<String, Double> frequency = new HashMap<>();
        for (int length = 1; length <= FILES.size(); length++) {
            ZipEntry file = models.getEntry("language-models/" + language + "/" + FILES.get(length - 1));
            if (file == null) {
                continue; // written in signs that mean much each: one is enough
            }
            Map<String, Double> given = read(models, file);
            for (Map.Entry<String, Double> one : given.entrySet()) {
                String sequence = one.getKey();
                double probability = one.getValue();
                double often = probability
                        + (length == 1 ? 0 : frequency.getOrDefault(sequence.substring(0, length - 1), 2.0 * UNSEEN));
                frequency.put(sequence, often);
                if (length <= 3 || often + SURPRISE * Math.log(surprise(known, sequence, probability)) >= LIGHTEST) {
                    known.put(sequence, probability);
                    add(sequence, number, probability);
                }
            }
        }
    }

    private static double surprise(Map<String, Double> known, String sequence, double probability) {
        for (int end = sequence.length() - 1; end > 0; end--) {
            Double expected = known.get(sequence.substring(0, end));
            if (expected != null) {
                return Math.abs(probability - expected) + 1e-3;
            }
        }
        return Math.abs(probability - UNSEEN) + 1e-3;
    }

    /** {@code {"language":…,"ngrams":{"3/100":"abc abd", …}}}: logarithms of the fractions. */
    private static Map<String, Double> read(ZipFile models, ZipEntry file) throws IOException {
        String json;
        try (InputStream in = models.getInputStream(file)) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, Double> found = new HashMap<>();
        String begin = "\"ngrams\":{";
        int at = json.indexOf(begin);
        if (at < 0) {
            throw new IOException(file.getName() + " holds no ngrams: has Lingua's format changed?");
        }
        at += begin.length();
        while (json.charAt(at) == '"') {
            int slash = json.indexOf('/', at);
            int endOfFraction = json.indexOf('"', slash);
            double fraction = Double.parseDouble(json.substring(at + 1, slash))
                    / Double.parseDouble(json.substring(slash + 1, endOfFraction));
            int from = json.indexOf('"', endOfFraction + 1) + 1;
            int to = json.indexOf('"', from);
            for (String sequence : json.substring(from, to).split(" ")) {
                found.put(sequence, Math.log(fraction));
            }
            at = json.charAt(to + 1) == ',' ? to + 2 : to + 1;
        }
        return found;
    }

    private void add(String sequence, int language, double probability) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        int steps = (int) Math.min(511, Math.round(-probability * STEPS));
        entries[size++] = (hash(sequence) & ~0xFFFFL) | language << 9 | steps;
    }

    /** The same as LanguageTable's; a test there would notice. */
    private static long hash(String sequence) {
        long hash = 0;
        for (int i = 0; i < sequence.length(); i++) {
            hash = (hash + sequence.charAt(i) + 1) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return hash * 0xBF58476D1CE4E5B9L;
    }

    /** Languages, then for each of 2^18 buckets where it begins, then the buckets: sequences by 16 bits, their values. */
    private void write(List<String> languages, Path table) throws IOException {
        int buckets = 1 << 18;
        int[] begin = new int[buckets + 1];
        List<byte[]> parts = new ArrayList<>();
        int at = 0;
        int length = 0;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int from = at;
            // Signed order: the sign bit decides first, so buckets are taken in the order of the sorted longs.
            while (at < size && bucketOf(entries[at]) == bucket) {
                at++;
            }
            byte[] part = part(from, at);
            begin[bucket] = length;
            length += part.length;
            parts.add(part);
        }
        begin[buckets] = length;
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(table)))) {
            out.writeInt(languages.size());
            for (String language : languages) {
                out.writeUTF(language);
            }
            out.writeInt(length);
            for (int each : begin) {
                out.writeInt(each);
            }
            for (byte[] part : parts) {
                out.write(part);
            }
        }
    }

    private static int bucketOf(long entry) {
        return (int) ((entry ^ Long.MIN_VALUE) >>> 46);
    }

    private byte[] part(int from, int to) {
        List<int[]> sequences = new ArrayList<>();
        for (int i = from; i < to; ) {
            int j = i;
            while (j < to && entries[i] >>> 16 == entries[j] >>> 16) {
                j++;
            }
            sequences.add(new int[] {i, j});
            i = j;
        }
        byte[] part = new byte[1 + 3 * sequences.size() + 2 * (to - from)];
        if (sequences.size() > 255) {
            throw new IllegalStateException("a bucket of " + sequences.size() + " sequences; take more buckets");
        }
        part[0] = (byte) sequences.size();
        int head = 1;
        int tail = 1 + 3 * sequences.size();
        for (int[] sequence : sequences) {
            int mark = (int) (entries[sequence[0]] >>> 30) & 0xFFFF;
            part[head++] = (byte) (mark >>> 8);
            part[head++] = (byte) mark;
            part[head++] = (byte) (sequence[1] - sequence[0]);
            for (int i = sequence[0]; i < sequence[1]; i++) {
                part[tail++] = (byte) (entries[i] >>> 8);
                part[tail++] = (byte) entries[i];
            }
        }
        return part;
    }
}
