/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.storage.Storage;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * How many posts, each with its event, the storage keeps in a second, beside a bare JDBC loop with the same settings, tables
 * and rows. Both take turns in the same run, so that what else the machine does hits both.
 */
public final class WriteBench implements Benchmark {

    private static final String POST =
            "INSERT INTO bench_post (id, topic, author, body, created) VALUES (?, ?, ?, ?, ?)";
    private static final String EVENT =
            "INSERT INTO events_event (offset, type, time, subject, revision, actor) VALUES (?, ?, ?, ?, ?, ?)";
    private static final int FIFTY = 50;
    private static final String BODY =
            "Has anybody tried the new path along the river? I walked it on Sunday with two children and a dog, and it was"
                    + " dry all the way, but the bridge near the mill is still closed. ";

    @Override
    public String name() {
        return "write";
    }

    @Override
    public String usage() {
        return "--runs 7 --single 3000 --many 50000 --dir DIR --rate 500 --seconds 20 --posts 10000";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        int runs = options.number("runs", 7);
        int single = options.number("single", 3_000);
        int many = options.number("many", 50_000);
        Path directory = options.path("dir", Bench.root().resolve("bench/target/write"));
        delete(directory);
        List<Case> cases;
        try (Bare bare = new Bare(directory.resolve("bare/allmende.db"));
                Kept kept = new Kept(directory.resolve("kept/allmende.db"))) {
            cases = List.of(
                    new Case("one by one", single, bare::oneByOne, kept::oneByOne),
                    new Case("by fifties, fifty units under way", many, bare::byFifties, kept::fiftyUnderWay),
                    new Case("by fifties, fifty posts in a unit", many, bare::byFifties, kept::fiftyInAUnit));
            for (int run = 0; run <= runs; run++) {
                for (Case it : cases) {
                    // the first run warms up; who begins alternates
                    Histogram inBare = new Histogram(3);
                    Histogram inStore = new Histogram(3);
                    double bareRate = 0;
                    if (run % 2 == 0) {
                        bareRate = it.rate(it.bare, inBare);
                    }
                    double rate = it.rate(it.kept, inStore);
                    if (run % 2 != 0) {
                        bareRate = it.rate(it.bare, inBare);
                    }
                    if (run > 0) {
                        it.add(bareRate, rate, inBare, inStore);
                    }
                }
                System.err.print(".");
            }
            System.err.println();
        } finally {
            delete(directory);
        }
        System.out.printf(
                "%-36s %12s %12s %7s %9s %9s%n",
                "posts with events a second", "bare JDBC", "storage", "ratio", "p50 ms", "p99 ms");
        cases.forEach(Case::print);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "settings", "WAL, synchronous=FULL, cache 12 MiB, foreign_keys on; both on " + directory.getParent());
        result.put("cases", cases.stream().map(Case::asMap).toList());
        result.put("target", "at least half of the bare loop");
        result.put("met", cases.stream().allMatch(it -> it.ratio() >= 0.5));
        result.put("http", overHttp(options));
        return result;
    }

    /** Posts at a fixed rate over HTTP into a suite with all features, from another process. */
    private static Map<String, Object> overHttp(Options options) throws Exception {
        int rate = options.number("rate", 500);
        Path work = Suite.freshHome("write-work");
        Path archive = Filled.archive(options, work, 10_000);
        Set<String> accepted = new TreeSet<>();
        List<Map<String, Object>> runs = new ArrayList<>();
        Path home = Suite.freshHome("write");
        try (Suite suite = new Suite(Bench.distribution(), home).start()) {
            Filled.into(suite, archive);
            LoadProcess.warmUp(suite, 0, rate, accepted);
            for (int run = 1; run <= options.number("runs", 7); run++) {
                runs.add(LoadProcess.begin(suite, 0, rate, options.number("seconds", 20), "write-" + run)
                        .finished(accepted));
            }
            suite.stop();
        }
        Map<String, Object> http = new LinkedHashMap<>();
        for (String figure : List.of("p50ms", "p99ms")) {
            http.put(
                    figure,
                    Filled.median(runs.stream()
                            .map(run -> ((Number) ((Map<?, ?>) run.get("posts")).get(figure)).doubleValue())
                            .toList()));
        }
        http.put(
                "failed",
                runs.stream()
                        .mapToLong(run -> ((Number) run.get("failed")).longValue())
                        .sum());
        http.put("ledger", Ledger.audit(home, accepted));
        http.put("runs", runs);
        System.out.printf(
                "over HTTP at %d posts/s: p50 %s ms, p99 %s ms (to be below 50), %s failed, %s%n",
                rate, http.get("p50ms"), http.get("p99ms"), http.get("failed"), http.get("ledger"));
        return http;
    }

    /** Writes so many posts; tells how long each write took, in nanoseconds. */
    @FunctionalInterface
    private interface Way {
        void write(int posts, Histogram took) throws Exception;
    }

    /** One way to write, on both sides. */
    private static final class Case {

        private final String name;
        private final int posts;
        private final Way bare;
        private final Way kept;
        private final List<Double> bareRates = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();
        private final Histogram bareTook = new Histogram(3);
        private final Histogram took = new Histogram(3);

        Case(String name, int posts, Way bare, Way kept) {
            this.name = name;
            this.posts = posts;
            this.bare = bare;
            this.kept = kept;
        }

        double rate(Way way, Histogram histogram) throws Exception {
            long start = System.nanoTime();
            way.write(posts, histogram);
            return posts * 1e9 / (System.nanoTime() - start);
        }

        void add(double bareRate, double rate, Histogram inBare, Histogram inStore) {
            bareRates.add(bareRate);
            rates.add(rate);
            ratios.add(rate / bareRate);
            bareTook.add(inBare);
            took.add(inStore);
        }

        double ratio() {
            return median(ratios);
        }

        void print() {
            System.out.printf(
                    "%-36s %,12.0f %,12.0f %7.2f %9.2f %9.2f%n",
                    name,
                    median(bareRates),
                    median(rates),
                    ratio(),
                    took.getValueAtPercentile(50) / 1e6,
                    took.getValueAtPercentile(99) / 1e6);
        }

        Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("case", name);
            map.put("posts a run", posts);
            map.put("bare a second", Math.round(median(bareRates)));
            map.put("storage a second", Math.round(median(rates)));
            map.put("ratio", ratio());
            map.put("bare runs", bareRates.stream().map(Math::round).toList());
            map.put("storage runs", rates.stream().map(Math::round).toList());
            map.put("bare p50 ms", bareTook.getValueAtPercentile(50) / 1e6);
            map.put("bare p99 ms", bareTook.getValueAtPercentile(99) / 1e6);
            map.put("storage p50 ms", took.getValueAtPercentile(50) / 1e6);
            map.put("storage p99 ms", took.getValueAtPercentile(99) / 1e6);
            return map;
        }

        private static double median(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        }
    }

    /** The loop that one would write without a storage. */
    private static final class Bare implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement post;
        private final PreparedStatement event;
        private long id;

        Bare(Path file) throws Exception {
            // the storage makes the tables, so that both have the same
            try (Storage tables = opened(file)) {
                tables.next();
            }
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setCacheSize(-12 << 10);
            config.setJournalSizeLimit(32 << 20);
            config.enforceForeignKeys(true);
            connection = JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
            connection.setAutoCommit(false);
            post = connection.prepareStatement(POST);
            event = connection.prepareStatement(EVENT);
        }

        void oneByOne(int posts, Histogram took) throws SQLException {
            for (int i = 0; i < posts; i++) {
                long start = System.nanoTime();
                insert();
                connection.commit();
                took.recordValue(System.nanoTime() - start);
            }
        }

        void byFifties(int posts, Histogram took) throws SQLException {
            for (int i = 0; i < posts; i += FIFTY) {
                long start = System.nanoTime();
                for (int j = 0; j < FIFTY; j++) {
                    insert();
                }
                connection.commit();
                took.recordValue(System.nanoTime() - start);
            }
        }

        private void insert() throws SQLException {
            id++;
            long now = System.currentTimeMillis();
            post.setLong(1, id);
            post.setString(2, "forum:topic:" + id % 1000);
            post.setString(3, "forum:member:" + id % 500);
            post.setString(4, BODY + id);
            post.setLong(5, now);
            post.executeUpdate();
            event.setLong(1, id);
            event.setString(2, Event.POST_CREATED);
            event.setLong(3, now);
            event.setString(4, "forum:post:" + id);
            event.setLong(5, 1);
            event.setString(6, "forum:member:" + id % 500);
            event.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }

    /** The same through the storage. */
    private static final class Kept implements AutoCloseable {

        private final Storage storage;
        private long id;

        Kept(Path file) {
            storage = opened(file);
        }

        void oneByOne(int posts, Histogram took) {
            for (int i = 0; i < posts; i++) {
                long start = System.nanoTime();
                storage.writeNow(unit());
                took.recordValue(System.nanoTime() - start);
            }
        }

        void fiftyUnderWay(int posts, Histogram took) throws Exception {
            Semaphore free = new Semaphore(FIFTY);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int i = 0; i < posts; i++) {
                free.acquire();
                long start = System.nanoTime();
                storage.write(unit()).whenComplete((committed, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                    long nanos = System.nanoTime() - start;
                    synchronized (took) {
                        took.recordValue(nanos);
                    }
                    free.release();
                });
            }
            free.acquire(FIFTY);
            if (failure.get() != null) {
                throw new IllegalStateException("a write failed", failure.get());
            }
        }

        void fiftyInAUnit(int posts, Histogram took) {
            for (int i = 0; i < posts; i += FIFTY) {
                long start = System.nanoTime();
                Statement[] statements = new Statement[FIFTY];
                Occurrence[] events = new Occurrence[FIFTY];
                for (int j = 0; j < FIFTY; j++) {
                    id++;
                    statements[j] = statement();
                    events[j] = event();
                }
                storage.writeNow(Unit.of(Arrays.asList(statements)).event(events));
                took.recordValue(System.nanoTime() - start);
            }
        }

        private Unit unit() {
            id++;
            return Unit.of(statement()).event(event());
        }

        private Statement statement() {
            return Statement.of(
                    POST,
                    id,
                    Ref.topic("forum", Long.toString(id % 1000)),
                    member(),
                    BODY + id,
                    System.currentTimeMillis());
        }

        private Occurrence event() {
            return Occurrence.of(Event.POST_CREATED, Ref.post("forum", Long.toString(id)), 1, member());
        }

        private Ref member() {
            return Ref.member("forum", Long.toString(id % 500));
        }

        @Override
        public void close() {
            storage.close();
        }
    }

    private static Storage opened(Path file) {
        Storage storage = Storage.open(file, Clock.systemUTC());
        storage.apply(
                "bench",
                Map.of(
                        "001-posts.sql",
                        "CREATE TABLE bench_post (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, author TEXT NOT NULL,"
                                + " body TEXT NOT NULL, created INTEGER NOT NULL)"),
                rows -> {});
        return storage;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
