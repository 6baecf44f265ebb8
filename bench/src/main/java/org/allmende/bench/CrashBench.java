/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Kills the suite (-9) at random moments while members post, and at every step of a swap, and asks after each start whether
 * every acknowledged post is there, once, with its event, found by search, and whether each feature runs in one version.
 */
public final class CrashBench implements Benchmark {

    private static final List<String> STEPS = List.of(
            "PLANNED",
            "FETCHED",
            "VERIFIED",
            "RESOLVED",
            "PREPARED",
            "STARTED",
            "HEALTHY",
            "SWITCHED",
            "DRAINED",
            "PROBATION");

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<Map<String, Object>> rounds = new ArrayList<>();

    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String usage() {
        return "--kills 50 --rate 200 --seed S";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        long seed = options.has("seed") ? Long.parseLong(options.text("seed", "")) : System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path work = Suite.freshHome("crash-work");
        Path archive = Filled.archive(options, work, 500);
        Path home = Suite.freshHome("crash");
        try (Suite suite = new Suite(Bench.distribution(), home).start()) {
            suite.say("import", archive.toString());
            Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
            admin.made(
                    "/api/v1/members",
                    Map.of("name", "load", "password", "load-password-1", "email", "load@example.org"));
            suite.stop();
        }
        Ledger.millionRows(home, SwapBench.FEATURES, 50_000);
        int rate = options.number("rate", 200);
        for (int i = 0; i < options.number("kills", 50); i++) {
            round(home, rate, "random", suite -> TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(2_500)));
        }
        Variant next = Variant.make(Bench.distribution(), "moderation", work.resolve("variants"));
        for (String step : STEPS) {
            round(home, rate, step, suite -> atStep(suite, next, step));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("seed", seed);
        result.put("rounds", rounds);
        Map<String, Object> ledger = Ledger.audit(home, accepted);
        result.put("ledger", ledger);
        long bad = rounds.stream()
                .filter(round -> !round.get("wrong").equals(List.of()))
                .count();
        result.put("roundsWithFaults", bad);
        System.out.println(
                rounds.size() + " kills, " + accepted.size() + " posts acknowledged, rounds with faults " + bad);
        System.out.println(ledger);
        return result;
    }

    private interface Moment {
        void await(Suite suite) throws Exception;
    }

    private void round(Path home, int rate, String what, Moment moment) throws Exception {
        Map<String, Object> round = new LinkedHashMap<>();
        round.put("at", what);
        int before = accepted.size();
        Suite suite = new Suite(Bench.distribution(), home, "--allow-unsigned").start();
        AtomicBoolean over = new AtomicBoolean();
        Thread poster = Thread.ofVirtual().start(() -> post(suite, rate, over));
        moment.await(suite);
        suite.kill();
        over.set(true);
        poster.join();
        round.put("acknowledged", accepted.size() - before);
        try (Suite again = new Suite(Bench.distribution(), home, "--allow-unsigned").start()) {
            round.put("readyMillis", again.readyMillis());
            round.put("plugins", plugins(again));
            round.put("wrong", wrong(again, home));
            again.stop();
        }
        rounds.add(round);
        System.out.println(rounds.size() + " " + round);
    }

    private void post(Suite suite, int rate, AtomicBoolean over) {
        Client member = new Client(suite.address("/"), "load", "load-password-1");
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> topics = new ArrayList<>();
            for (JsonNode space : member.json("/api/v1/spaces").get("items")) {
                member.json("/api/v1/spaces/" + space.get("id").asString() + "/topics?limit=20")
                        .get("items")
                        .forEach(topic -> topics.add(topic.get("id").asString()));
            }
            long due = System.nanoTime();
            for (int i = 0; !over.get(); i++) {
                due += 1_000_000_000L / rate;
                LockSupport.parkNanos(due - System.nanoTime());
                String topic = topics.get(i % topics.size());
                workers.submit(() -> one(member, topic));
            }
        } catch (Exception e) {
            if (!over.get()) {
                over.set(!suite.isAlive());
            }
        }
    }

    private void one(Client member, String topic) {
        String mark = "crash" + Long.toString(System.nanoTime(), 36);
        try {
            HttpResponse<String> answer = member.post(
                    "/api/v1/topics/" + topic + "/posts",
                    Map.of("body", "Here is a line. My mark is " + mark + "."),
                    mark);
            if (answer.statusCode() / 100 == 2) {
                accepted.add(mark);
            }
        } catch (Exception e) {
            // Not acknowledged: whether it was kept is open, and either is right.
        }
    }

    private static void atStep(Suite suite, Variant next, String step) throws Exception {
        Path journals = suite.home().resolve("plugins");
        long known = size(journals, step);
        String target = running(suite).equals(Variant.NEXT) ? Variant.BASE : Variant.NEXT;
        Thread.ofVirtual().start(() -> {
            try {
                if (target.equals(Variant.NEXT)) {
                    SwapBench.upload(suite.address("/api/v1/plugins?wait=true"), next.archive());
                } else {
                    SwapBench.version(suite.address("/api/v1/plugins/moderation?wait=true"), target);
                }
            } catch (Exception e) {
                // The suite is killed meanwhile; what it answers is not looked at.
            }
        });
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (size(journals, step) == known && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
    }

    /** How often the journal names the step. */
    private static long size(Path journals, String step) throws Exception {
        if (!Files.isDirectory(journals)) {
            return 0;
        }
        long times = 0;
        try (var files = Files.list(journals)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file));
                times += text.split(step, -1).length - 1;
            }
        }
        return times;
    }

    private static String running(Suite suite) throws Exception {
        return plugins(suite).getOrDefault("moderation", "");
    }

    private static Map<String, String> plugins(Suite suite) throws Exception {
        Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
        Map<String, String> versions = new LinkedHashMap<>();
        for (JsonNode plugin : admin.json("/api/v1/plugins").get("items")) {
            versions.put(plugin.get("id").asString(), plugin.get("version").asString());
        }
        return versions;
    }

    /** What is not as it should be, as seen through the public interface. */
    private List<String> wrong(Suite suite, Path home) throws Exception {
        List<String> wrong = new ArrayList<>();
        Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
        HttpResponse<String> health = admin.get("/health");
        if (health.statusCode() != 200) {
            wrong.add("health " + health.statusCode() + " " + health.body());
        }
        Map<String, String> versions = plugins(suite);
        if (versions.size() != SwapBench.FEATURES.size()) {
            wrong.add("features " + versions);
        }
        if (admin.get("/moderation").statusCode() != 200) {
            wrong.add("the queue does not answer");
        }
        Map<String, Object> ledger = Ledger.audit(home, accepted);
        for (String fault : List.of("lost", "doubled", "withoutEvent", "doubledEvents")) {
            if (((Number) ledger.get(fault)).longValue() != 0) {
                wrong.add(fault + " " + ledger.get(fault));
            }
        }
        List<String> marks = new ArrayList<>(accepted);
        for (int i = Math.max(0, marks.size() - 20); i < marks.size(); i++) {
            String mark = marks.get(i);
            if (!found(admin, mark)) {
                wrong.add("not found by search: " + mark);
            }
        }
        return wrong;
    }

    private static boolean found(Client admin, String mark) throws Exception {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < limit) {
            if (admin.json("/api/v1/search?q=" + mark).get("total").asInt() == 1) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return false;
    }
}
