/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/**
 * Swaps the four features in turn while another process reads and posts, and asks what was lost. First without swaps (the
 * quiet run), then with them, then with {@code Bundle.update} in place of the overlap: a harness that sees no loss there
 * would prove nothing.
 */
public final class SwapBench implements Benchmark {

    static final List<String> FEATURES = List.of("search", "moderation", "localization", "campaigns");

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String usage() {
        return "--swaps 1000 --every 1500 --posts 50000 --reads 300 --writes 50 --quiet 60 --rows 1000000 --careless 40";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        Path work = Suite.freshHome("swap-work");
        Path distribution = withAgent(work.resolve("allmende"));
        List<Variant> variants = new ArrayList<>();
        for (String feature : FEATURES) {
            variants.add(Variant.make(distribution, feature, work.resolve("variants")));
        }
        Path archive = Filled.archive(options, work, 50_000);
        Path home = Suite.freshHome("swap");
        prepare(distribution, home, archive, options.number("rows", 1_000_000));

        Map<String, Object> result = new LinkedHashMap<>();
        Set<String> accepted = new TreeSet<>();
        try (Suite suite = new Suite(distribution, home, "--allow-unsigned").start()) {
            Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
            LoadProcess.warmUp(suite, options.number("reads", 300), options.number("writes", 50), accepted);
            Swapping swapping =
                    new Swapping(suite, variants, options.number("swaps", 1000), options.number("every", 1_500));
            underLoad(suite, options, swapping, accepted, result);
            result.put("swaps", swapping.figures());
            result.put("log", swapping.log());
            result.put("loaders", suite.say("bench-loaders").out());
            result.put("settled", settled(admin));
            result.put("indexed", indexed(admin, accepted));
            suite.stop();
        }
        result.put("ledger", Ledger.audit(home, accepted));
        result.put("rowsNotBackfilled", Ledger.notBackfilled(home, FEATURES));
        result.put("careless", careless(distribution, home, variants, options));
        print(result);
        return result;
    }

    private static Path withAgent(Path copy) throws IOException {
        Path original = Bench.distribution();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = copy.resolve(original.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    target.toFile().setExecutable(Files.isExecutable(file));
                }
            }
        }
        Files.copy(
                Bench.root().resolve("bench/agent/target/org.allmende.bench.agent-1.0.0.jar"),
                copy.resolve("bundles/org.allmende.bench.agent-1.0.0.jar"));
        Path runtime = copy.resolve("runtime.json");
        String json = Files.readString(runtime);
        int end = endOfBundles(json);
        Files.writeString(
                runtime,
                json.substring(0, end).stripTrailing()
                        + ",\n    { \"id\": \"org.allmende:org.allmende.bench.agent:1.0.0\" }\n  "
                        + json.substring(end));
        return copy;
    }

    private static int endOfBundles(String json) {
        int depth = 0;
        for (int i = json.indexOf('[', json.indexOf("\"bundles\"")); i < json.length(); i++) {
            depth += json.charAt(i) == '[' ? 1 : json.charAt(i) == ']' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("runtime.json has no list of bundles");
    }

    private static void prepare(Path distribution, Path home, Path archive, int rows) throws Exception {
        try (Suite suite = new Suite(distribution, home).start()) {
            Suite.Said said = suite.say("import", archive.toString());
            if (said.status() != 0) {
                throw new IllegalStateException("the import failed: " + said.out());
            }
            suite.stop();
        }
        Ledger.millionRows(home, FEATURES, rows);
    }

    private static LoadProcess begin(Suite suite, Options options, int seconds, String what) throws IOException {
        return LoadProcess.begin(suite, options.number("reads", 300), options.number("writes", 50), seconds, what);
    }

    /**
     * In parts of a minute, so that a run of unknown length needs no guess. The first part and every sixth after it, and the
     * last, are quiet: the load writes, so what was asked at the beginning costs more at the end, swaps or not.
     */
    private static void underLoad(
            Suite suite, Options options, Swapping swapping, Set<String> accepted, Map<String, Object> result)
            throws Exception {
        List<Map<String, Object>> quiet = new ArrayList<>();
        List<Map<String, Object>> busy = new ArrayList<>();
        while (!swapping.isOver()) {
            if ((quiet.size() + busy.size()) % 6 == 0) {
                quiet.add(quiet(suite, options, quiet.size(), accepted));
            }
            LoadProcess process = begin(suite, options, 60, "swapping-" + busy.size());
            while (process.isAlive() && !swapping.isOver()) {
                swapping.next();
            }
            busy.add(process.finished(accepted));
        }
        quiet.add(quiet(suite, options, quiet.size(), accepted));
        result.put("quiet", summed(quiet));
        result.put("swapping", summed(busy));
    }

    private static Map<String, Object> quiet(Suite suite, Options options, int number, Set<String> accepted)
            throws Exception {
        return begin(suite, options, options.number("quiet", 60), "quiet-" + number)
                .finished(accepted);
    }

    private static Map<String, Object> summed(List<Map<String, Object>> parts) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("parts", parts);
        whole.put(
                "failed",
                parts.stream().mapToLong(part -> number(part, "failed")).sum());
        whole.put(
                "requests",
                parts.stream().mapToLong(part -> number(part, "requests")).sum());
        whole.put("p99ms", pooled(parts).getValueAtPercentile(99) / 1000.0);
        whole.put("p99msMedian", median(parts.stream().map(SwapBench::p99).toList()));
        whole.put("p99msWorst", parts.stream().mapToDouble(SwapBench::p99).max().orElse(0));
        return whole;
    }

    /** One swap after the other: the features in turn, each to its other version. */
    private static final class Swapping {

        private final Suite suite;
        private final List<Variant> variants;
        private final int wanted;
        private final long every;
        private long due = System.nanoTime();
        private final Map<String, String> running = new HashMap<>();
        private final List<Long> millis = new ArrayList<>();
        /** When each began, in the milliseconds of {@link System#nanoTime}, how long it took, and of what. */
        private final List<String> log = new ArrayList<>();

        private final List<String> rolledBack = new ArrayList<>();

        /** @param every milliseconds from one swap's beginning to the next one's, unless it takes longer */
        Swapping(Suite suite, List<Variant> variants, int wanted, long every) {
            this.suite = suite;
            this.variants = variants;
            this.wanted = wanted;
            this.every = Duration.ofMillis(every).toNanos();
        }

        boolean isOver() {
            return millis.size() >= wanted;
        }

        void next() throws Exception {
            Variant variant = variants.get(millis.size() % variants.size());
            String feature = variant.feature();
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            long begun = System.nanoTime();
            due = begun + every;
            String state;
            if (!running.containsKey(feature)) {
                state = Upload.archive(suite.address("/api/v1/plugins?wait=true"), Suite.PASSWORD, variant.archive());
                running.put(feature, Variant.NEXT);
            } else {
                String to = running.get(feature).equals(Variant.NEXT) ? Variant.BASE : Variant.NEXT;
                state = Upload.version(suite.address("/api/v1/plugins/" + feature + "?wait=true"), Suite.PASSWORD, to);
                running.put(feature, to);
            }
            millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
            log.add(begun / 1_000_000 + " " + millis.getLast() + " " + feature);
            if (!state.equals("PROBATION") && !state.equals("DONE")) {
                rolledBack.add(feature + ": " + state);
                if (rolledBack.size() > 10) {
                    throw new IllegalStateException("too many swaps failed: " + rolledBack);
                }
            }
        }

        Map<String, Object> figures() {
            List<Long> sorted = millis.stream().sorted().toList();
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("count", sorted.size());
            figures.put("p50ms", sorted.get(sorted.size() / 2));
            figures.put("p99ms", sorted.get(sorted.size() * 99 / 100));
            figures.put("notDone", rolledBack);
            return figures;
        }

        List<String> log() {
            return List.copyOf(log);
        }
    }

    private static boolean settled(Client admin) throws Exception {
        for (int i = 0; i < 300; i++) {
            long lag = 0;
            for (JsonNode plugin : admin.json("/api/v1/events/consumers").get("items")) {
                lag += plugin.get("lag").asLong();
            }
            if (lag == 0) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    /** How many of a sample of the accepted posts a search finds. */
    private static String indexed(Client admin, Set<String> accepted) throws Exception {
        List<String> marks = new ArrayList<>(accepted);
        int asked = 0;
        int found = 0;
        for (int i = 0; i < marks.size(); i += Math.max(1, marks.size() / 500)) {
            asked++;
            found += admin.json("/api/v1/search?q=" + marks.get(i)).get("total").asInt() == 1 ? 1 : 0;
        }
        return found + " of " + asked;
    }

    private static Map<String, Object> careless(Path distribution, Path home, List<Variant> variants, Options options)
            throws Exception {
        int updates = options.number("careless", 40);
        Set<String> accepted = new TreeSet<>();
        try (Suite suite = new Suite(distribution, home, "--allow-unsigned").start()) {
            LoadProcess process = begin(suite, options, Math.max(20, updates / 2), "careless");
            for (int i = 0; i < updates && process.isAlive(); i++) {
                Variant variant = variants.get(i % variants.size());
                List<String> words = new ArrayList<>(List.of("bench-update", variant.feature()));
                variant.jars().forEach(jar -> words.add(jar.toString()));
                suite.say(words.toArray(String[]::new));
            }
            Map<String, Object> seen = process.finished(accepted);
            suite.stop();
            return seen;
        }
    }

    static String upload(URI address, Path archive) throws Exception {
        return Upload.archive(address, Suite.PASSWORD, archive);
    }

    static String version(URI address, String version) throws Exception {
        return Upload.version(address, Suite.PASSWORD, version);
    }

    private static long number(Object part, String name) {
        return ((Number) ((Map<?, ?>) part).get(name)).longValue();
    }

    private static double p99(Object part) {
        Map<?, ?> reads = (Map<?, ?>) ((Map<?, ?>) part).get("reads");
        return ((Number) reads.get("p99ms")).doubleValue();
    }

    /** The reads of all parts together. */
    private static Histogram pooled(List<Map<String, Object>> parts) {
        Histogram pooled = new Histogram(60_000_000L, 3);
        for (Map<String, Object> part : parts) {
            String encoded = (String) ((Map<?, ?>) part.get("reads")).get("histogram");
            try {
                pooled.add(Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 60_000_000L));
            } catch (DataFormatException e) {
                throw new IllegalStateException("the load process wrote it itself", e);
            }
        }
        return pooled;
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private static void print(Map<String, Object> result) {
        System.out.println();
        for (String line : Arrays.asList("swaps", "loaders", "settled", "indexed", "ledger", "rowsNotBackfilled")) {
            System.out.printf("%-20s %s%n", line, result.get(line));
        }
        for (String part : List.of("quiet", "swapping")) {
            Map<?, ?> seen = (Map<?, ?>) result.get(part);
            System.out.printf(
                    "%-20s %s failed of %s; p99 of reads %s ms; minute by minute: median %s ms, worst %s ms%n",
                    part,
                    seen.get("failed"),
                    seen.get("requests"),
                    seen.get("p99ms"),
                    seen.get("p99msMedian"),
                    seen.get("p99msWorst"));
        }
        System.out.printf("%-20s %s failed%n", "Bundle.update", ((Map<?, ?>) result.get("careless")).get("failed"));
    }
}
