/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.HdrHistogram.ConcurrentHistogram;
import tools.jackson.databind.JsonNode;

/**
 * Load from a process of its own, open-loop: each request has its time, kept whether or not earlier ones were answered, and
 * its latency counts from that time. Reads topic pages, home, search and the queue; posts over HTTP; and answers through
 * forms of pages that were loaded long before, as members with open tabs do.
 *
 * <p>Writes what it saw to a file when the time is over: latencies in microseconds, failures by kind, what was accepted.
 */
public final class Load {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");
    private static final int MOST_IN_FLIGHT = 2_000;
    private static final int MOST_TABS = 500;
    private static final int MOST_TOPICS = 20_000;
    private static final int MOST_SLOW = 5_000;
    /** Microseconds from which on a request is listed by itself. */
    private static final long SLOW = 40_000;

    private static final byte[] NOTHING = {};

    private final URI base;
    private final Random random;
    private final List<String> topics = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final Client member;
    private final Client admin;
    private final Wire wire;
    private final String asMember;
    private final String asAdmin;
    /** The session of the browser that reads. */
    private volatile String cookies = "";

    private final Map<String, AtomicLong> failures = new ConcurrentHashMap<>();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicLong> generations = new ConcurrentHashMap<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final ConcurrentHistogram reads = new ConcurrentHistogram(60_000_000L, 3);
    private final ConcurrentHistogram posts = new ConcurrentHistogram(60_000_000L, 3);
    private final Deque<Tab> tabs = new ArrayDeque<>();
    private final Queue<Slow> slow = new ConcurrentLinkedQueue<>();
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    /** A page that somebody left open: its form and its assets still have to work. */
    private record Tab(String topic, String csrf, String asset, long loaded) {}

    /** @param due {@link System#nanoTime}, which is the same for all processes of a machine */
    private record Slow(long due, long micros, String what) {}

    private Load(URI base, String password, long seed) throws Exception {
        this.base = base;
        this.random = new Random(seed);
        this.admin = new Client(base, "admin", password);
        this.member = new Client(base, "load", "load-password-1");
        this.wire = new Wire(base);
        this.asMember = "Authorization: " + member.authorization() + "\r\n";
        this.asAdmin = "Authorization: " + admin.authorization() + "\r\n";
    }

    /** {@code URL PASSWORD READS/s POSTS/s SECONDS SEED FILE} */
    public static void main(String[] arguments) throws Exception {
        Load load = new Load(URI.create(arguments[0]), arguments[1], Long.parseLong(arguments[5]));
        load.prepare();
        Map<String, Object> seen = load.run(
                Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        Client.JSON.writeValue(Path.of(arguments[6]).toFile(), seen);
        System.exit(0);
    }

    private void prepare() throws Exception {
        HttpResponse<String> made = admin.post(
                "/api/v1/members", Map.of("name", "load", "password", "load-password-1", "email", "load@example.org"));
        if (made.statusCode() / 100 != 2 && made.statusCode() != 409) {
            throw new IllegalStateException("no member could be made: " + made.statusCode() + " " + made.body());
        }
        for (JsonNode space : member.json("/api/v1/spaces").get("items")) {
            // All, as far as that is reasonable: posts on a few would make those longer than any reader ever sees.
            String path = "/api/v1/spaces/" + space.get("id").asString() + "/topics";
            for (JsonNode topic : member.items(path, MOST_TOPICS - topics.size())) {
                topics.add(topic.get("id").asString());
                questions.add(question(topic.get("title").asString()));
            }
        }
        if (topics.isEmpty()) {
            throw new IllegalStateException("there are no topics to read; import something first");
        }
        signIn();
    }

    /** What somebody would type who looks for a topic: its two longest words. */
    private static String question(String title) {
        return Arrays.stream(title.split("[^\\p{L}]+"))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    private void signIn() throws Exception {
        Wire.Answer asked = page("/sign-in");
        cookies = cookies(asked);
        Matcher csrf = CSRF.matcher(asked.text());
        if (!csrf.find()) {
            throw new IllegalStateException("the sign-in page has no form token");
        }
        Wire.Answer answer =
                form("/sign-in", Map.of("csrf", csrf.group(1), "name", "load", "password", "load-password-1"));
        if (answer.status() != 303) {
            throw new IllegalStateException("signing in answered " + answer.status());
        }
        cookies = cookies(answer);
    }

    private Map<String, Object> run(int readsPerSecond, int postsPerSecond, int seconds) throws Exception {
        long begun = System.nanoTime();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            long total = (long) (readsPerSecond + postsPerSecond) * seconds;
            long gap = 1_000_000_000L / (readsPerSecond + postsPerSecond);
            for (long i = 0; i < total; i++) {
                long due = begun + i * gap;
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                boolean post = i * postsPerSecond / (readsPerSecond + postsPerSecond)
                        != (i + 1) * postsPerSecond / (readsPerSecond + postsPerSecond);
                int dice = random.nextInt(100);
                int topic = random.nextInt(topics.size());
                long number = i;
                if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
                    inFlight.decrementAndGet();
                    fail("overrun", "more than " + MOST_IN_FLIGHT + " in flight");
                    continue;
                }
                workers.submit(() -> one(post, dice, topic, number, due));
            }
        }
        return seen(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void one(boolean post, int dice, int topic, long number, long due) {
        try {
            Wire.Answer answer =
                    post ? write(dice, topics.get(topic), number) : read(dice, topics.get(topic), questions.get(topic));
            if (answer.status() >= 400) {
                fail("status " + answer.status(), topics.get(topic) + " " + excerpt(answer.text()));
            }
            answer.header("Allmende-Generation").ifPresent(generation -> generations
                    .computeIfAbsent(generation, g -> new AtomicLong())
                    .incrementAndGet());
        } catch (Exception e) {
            fail(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        } finally {
            long micros = (System.nanoTime() - due) / 1_000;
            (post ? posts : reads).recordValue(Math.min(60_000_000L, micros));
            if (micros > SLOW && slow.size() < MOST_SLOW) {
                slow.add(new Slow(due, micros, kind(post, dice)));
            }
            done.incrementAndGet();
            inFlight.decrementAndGet();
        }
    }

    /** What a reader asks for, and up to which side of the dice, of a hundred. */
    private enum Errand {
        TOPIC(60),
        HOME(70),
        SEARCH(85),
        QUEUE(90),
        CAMPAIGNS(95),
        ASSET(100);

        private final int below;

        Errand(int below) {
            this.below = below;
        }

        static Errand of(int dice) {
            return Arrays.stream(values())
                    .filter(errand -> dice < errand.below)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String kind(boolean post, int dice) {
        return post ? isForm(dice) ? "form" : "post" : Errand.of(dice).name().toLowerCase(Locale.ROOT);
    }

    /** Whether a post comes through the form of a page that was left open. */
    private static boolean isForm(int dice) {
        return dice < 20;
    }

    private Wire.Answer read(int dice, String topic, String question) throws Exception {
        return switch (Errand.of(dice)) {
            case TOPIC -> {
                Wire.Answer page = page("/t/" + topic);
                keep(topic, page);
                yield page;
            }
            case HOME -> page("/");
            case SEARCH -> page("/search?q=" + URLEncoder.encode(question, StandardCharsets.UTF_8));
            case QUEUE -> wire.send("GET", "/moderation", asAdmin, NOTHING);
            case CAMPAIGNS -> wire.send("GET", "/api/v1/campaigns", asAdmin, NOTHING);
            case ASSET -> {
                Tab old = oldest();
                yield old == null || old.asset().isEmpty() ? page("/t/" + topic) : page(old.asset());
            }
        };
    }

    private Wire.Answer write(int dice, String topic, long number) throws Exception {
        String word = "load" + number + "x" + Long.toString(System.nanoTime(), 36);
        String body = "Has anybody rented a car here lately? My mark is " + word + ".";
        Tab old = isForm(dice) ? oldest() : null;
        if (old != null) {
            Wire.Answer answer = form("/t/" + old.topic(), Map.of("csrf", old.csrf(), "body", body));
            if (answer.status() == 303) {
                accepted.put(word, old.topic());
            } else {
                fail("form " + answer.status(), excerpt(answer.text()));
            }
            return answer;
        }
        Wire.Answer answer = wire.send(
                "POST",
                "/api/v1/topics/" + topic + "/posts",
                asMember + "Content-Type: application/json\r\nIdempotency-Key: " + word + "\r\n",
                ("{\"body\":\"" + body + "\"}").getBytes(StandardCharsets.UTF_8));
        if (answer.status() / 100 == 2) {
            accepted.put(word, Client.JSON.readTree(answer.body()).get("id").asString());
        }
        return answer;
    }

    /** Leaves a page open, if fewer are than there is use for: looking through each would load this side, not the other. */
    private void keep(String topic, Wire.Answer page) {
        synchronized (tabs) {
            if (tabs.size() >= MOST_TABS) {
                return;
            }
        }
        String html = page.text();
        Matcher csrf = CSRF.matcher(html);
        Matcher asset = ASSET.matcher(html);
        if (csrf.find()) {
            synchronized (tabs) {
                tabs.addLast(new Tab(topic, csrf.group(1), asset.find() ? asset.group(1) : "", System.nanoTime()));
            }
        }
    }

    /** The tab that has been open longest; used once. */
    private Tab oldest() {
        synchronized (tabs) {
            return tabs.size() < 50 ? null : tabs.removeFirst();
        }
    }

    private Wire.Answer page(String path) throws Exception {
        return wire.send("GET", path, "Accept: text/html\r\n" + cookies, NOTHING);
    }

    private Wire.Answer form(String path, Map<String, String> fields) throws Exception {
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return wire.send(
                "POST",
                path,
                "Content-Type: application/x-www-form-urlencoded\r\n" + cookies,
                String.join("&", pairs).getBytes(StandardCharsets.US_ASCII));
    }

    private static String cookies(Wire.Answer answer) {
        return answer.headers().stream()
                .filter(line -> line.regionMatches(true, 0, "set-cookie:", 0, 11))
                .map(line -> line.substring(11).split(";")[0].strip())
                .collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
    }

    private void fail(String kind, String example) {
        failures.computeIfAbsent(kind, k -> new AtomicLong()).incrementAndGet();
        if (examples.size() < 20) {
            examples.add(kind + ": " + example);
        }
    }

    private static String excerpt(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }

    private Map<String, Object> seen(Duration took) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("seconds", took.toMillis() / 1000.0);
        seen.put("requests", done.get());
        seen.put("failed", failures.values().stream().mapToLong(AtomicLong::get).sum());
        seen.put("failures", plain(failures));
        seen.put("examples", List.copyOf(examples));
        seen.put("reads", latencies(reads));
        seen.put("posts", latencies(posts));
        seen.put(
                "slow",
                slow.stream()
                        .map(one -> one.due() / 1_000_000 + " " + one.micros() / 1000 + " " + one.what())
                        .toList());
        seen.put("generations", generations.size());
        seen.put("accepted", new TreeMap<>(accepted));
        return seen;
    }

    private static Map<String, Object> plain(Map<String, AtomicLong> counters) {
        Map<String, Object> plain = new TreeMap<>();
        counters.forEach((name, count) -> plain.put(name, count.get()));
        return plain;
    }

    private static Map<String, Object> latencies(ConcurrentHistogram histogram) {
        Map<String, Object> latencies = new LinkedHashMap<>();
        latencies.put("count", histogram.getTotalCount());
        latencies.put("p50ms", histogram.getValueAtPercentile(50) / 1000.0);
        latencies.put("p90ms", histogram.getValueAtPercentile(90) / 1000.0);
        latencies.put("p99ms", histogram.getValueAtPercentile(99) / 1000.0);
        latencies.put("p999ms", histogram.getValueAtPercentile(99.9) / 1000.0);
        latencies.put("maxms", histogram.getMaxValue() / 1000.0);
        latencies.put("histogram", encoded(histogram));
        return latencies;
    }

    /** So that the minutes of a run can be added up. */
    private static String encoded(ConcurrentHistogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
