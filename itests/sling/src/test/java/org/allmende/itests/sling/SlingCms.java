/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allmende.itests.sling.SlingClient.Answer;

/**
 * Apache Sling CMS, run as its own launcher runs it: a process with a home of its own.
 *
 * <p>Each way to get one returns when it is ready, so no test has to wait for that. A test that changes nothing which others would
 * notice takes {@link #shared}; one that installs, restarts or kills takes a {@link #fresh} one and closes it. One thread at a time.
 */
final class SlingCms implements AutoCloseable {

    /** The administrator's name is the same. */
    static final String PASSWORD = "admin";

    private static final Path BUILT = Path.of("target").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(250);

    private static final int ATTEMPTS = 3;
    private static final String NO_LOADER = "there is no content loader";
    /** Much longer than it is away in a start that goes well. */
    private static final Duration LOADER_AWAY = Duration.ofSeconds(20);

    private static SlingCms shared;

    private final Process process;
    private final Path home;
    private final Path log;
    private final int port;
    private final Duration took;

    private SlingCms(Process process, Path home, Path log, int port) {
        this.process = process;
        this.home = home;
        this.log = log;
        this.port = port;
        this.took = untilReady();
    }

    /** The one that all test classes use together, on a copy of the {@link Prepared} home; ended with the JVM. */
    static synchronized SlingCms shared() {
        if (shared == null || !shared.process.isAlive()) {
            shared = fresh(BUILT.resolve("shared"));
            // Nobody reads its home again, so it need not end well.
            Runtime.getRuntime().addShutdownHook(new Thread(shared.process::destroyForcibly));
        }
        return shared;
    }

    /** One on a copy of the {@link Prepared} home: as new, and started in half the time. */
    static SlingCms fresh(Path home, String... javaOptions) {
        Prepared prepared = Prepared.get();
        Directories.delete(home);
        Directories.copy(prepared.home(), home);
        return start(home, javaOptions);
    }

    /** Starts on what the home has, or from nothing if it is not there. */
    static SlingCms start(Path home, String... javaOptions) {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(home.toAbsolutePath(), List.of(javaOptions));
            } catch (LostRace e) {
                if (attempt == ATTEMPTS) {
                    throw new AssertionError("Sling lost a race at each of " + attempt + " starts", e);
                }
            }
        }
    }

    /**
     * Sling's content loader is restarted while others start, and now and then waits for them as they wait for it; its component
     * framework then gives up, and there is no loader until the next start. Seen by its health check, which is gone too.
     */
    private static final class LostRace extends RuntimeException {
        LostRace(String message) {
            super(message);
        }
    }

    private static SlingCms startOnce(Path home, List<String> javaOptions) {
        Path java = java();
        Properties found = found();
        Path log = home.resolveSibling(home.getFileName() + ".log");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                java.resolve("bin/java").toString(),
                "-Xmx1g",
                // It lives for a minute or two, less than the second compiler takes.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", found.getProperty("launcher"), "org.apache.sling.feature.launcher.impl.Main"));
        command.addAll(List.of("-f", found.getProperty("feature"), "-fv", found.getProperty("framework")));
        command.addAll(
                List.of("-u", Path.of(found.getProperty("repository")).toUri().toString()));
        command.addAll(List.of("-p", home.toString()));
        command.addAll(List.of("-D", "org.osgi.service.http.host=127.0.0.1"));
        command.addAll(List.of("-D", "org.osgi.service.http.port=" + port));
        try {
            Files.createDirectories(home);
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new SlingCms(process, home, log, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the test where there is none, but for CI, which has to have one. */
    static Path java() {
        Optional<Path> java = java21();
        assumeTrue(
                java.isPresent() || System.getenv("CI") != null,
                "no Java 21, and Sling CMS runs on no newer one; cnf/jdk-21 fetches one");
        return java.orElseThrow(() -> new AssertionError("CI must have a Java 21: cnf/jdk-21 fetches one"));
    }

    private static Optional<Path> java21() {
        try {
            Process look = new ProcessBuilder("../../cnf/jdk-21", "look").start();
            String home = new String(look.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return look.waitFor() == 0 ? Optional.of(Path.of(home.strip())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Where Maven put what is run, as fetch.groovy wrote it down. */
    static Properties found() {
        Properties found = new Properties();
        try (Reader file = Files.newBufferedReader(BUILT.resolve("sling.properties"))) {
            found.load(file);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Maven fetches Sling CMS before the tests: mvn verify -pl itests/sling -am", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration untilReady() {
        Instant start = Instant.now();
        Instant loaderSeen = start;
        String missing = "no answer";
        try {
            while (!missing.isEmpty()) {
                Thread.sleep(POLL);
                missing = missing();
                if (!missing.equals(NO_LOADER)) {
                    loaderSeen = Instant.now();
                }
                if (!process.isAlive()) {
                    throw new AssertionError("ended with " + process.exitValue() + " before it was ready, " + logs());
                }
                if (since(loaderSeen).compareTo(LOADER_AWAY) > 0) {
                    stop();
                    throw new LostRace(missing + ", " + logs());
                }
                if (since(start).compareTo(PATIENCE) > 0) {
                    throw new AssertionError("not ready after " + since(start) + ": " + missing + ", " + logs());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            if (!missing.isEmpty()) {
                process.destroyForcibly();
            }
        }
        return since(start);
    }

    private static Duration since(Instant instant) {
        return Duration.between(instant, Instant.now());
    }

    /** What it still lacks to be ready; empty if nothing. All at once, for a page that answered may be gone a second later. */
    private String missing() {
        try {
            // Of the first tag are those of its own checks that open its doors: until then it answers 503.
            Answer health = admin().get("/system/health.json?tags=systemready&names=Bundle+Content+Loaded");
            if (health.status() != 200) {
                return health.toString();
            }
            if (!health.body().contains("Bundle Content Loaded")) {
                return NO_LOADER;
            }
            if (!health.json().path("overallResult").asString().equals("OK")) {
                return health.toString();
            }
            Answer console = admin().get(Bundles.CONSOLE + ".json");
            if (console.status() != 200) {
                return console.toString();
            }
            List<Bundles.Bundle> down =
                    Bundles.of(console).stream().filter(bundle -> !bundle.up()).toList();
            if (!down.isEmpty()) {
                return "not up: " + down;
            }
            Answer front = admin().get("/cms/start.html");
            return front.status() == 200 ? "" : front.toString();
        } catch (UncheckedIOException e) {
            return e.getMessage() + ": " + e.getCause();
        }
    }

    Path home() {
        return home;
    }

    long pid() {
        return process.pid();
    }

    /** How long it took to be ready. */
    Duration took() {
        return took;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    SlingClient admin() {
        return as("admin", PASSWORD);
    }

    SlingClient as(String name, String password) {
        return new SlingClient(url(""), name + ":" + password);
    }

    /** A client without credentials. */
    SlingClient anonymous() {
        return new SlingClient(url(""), null);
    }

    /** What is installed. */
    Bundles bundles() {
        return new Bundles(admin());
    }

    /** What is stored. */
    Content content() {
        return new Content(admin());
    }

    /** Who takes which package from whom now. */
    Wiring wiring() {
        return Wiring.of(admin());
    }

    /** The end of what it logged: by the launcher, and by Sling. */
    String logs() {
        return Stream.of(log, home.resolve("logs/error.log"))
                .filter(Files::exists)
                .map(file -> file + " ends with\n" + end(file))
                .reduce("its logs:", (all, one) -> all + "\n" + one);
    }

    private static String end(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** SIGTERM, and waits for the end. Start again with {@link #start}. */
    void stop() {
        process.destroy();
        ended();
    }

    /** SIGKILL, and waits for the end. Start again with {@link #start}. */
    void kill() {
        process.destroyForcibly();
        ended();
    }

    private void ended() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end in " + PATIENCE.toSeconds() + " s, " + logs());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    /** Without ceremony; call {@link #stop} first if the home is to be used again. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
