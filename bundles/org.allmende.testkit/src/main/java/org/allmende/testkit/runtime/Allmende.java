/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The built distribution, run as people run it: a process with a home of its own.
 *
 * <p>{@link #start} returns when the ready line came, so no test has to wait for anything. Closing stops the process by SIGTERM.
 * One thread at a time.
 */
public final class Allmende implements AutoCloseable {

    /** What the administrator's password is in every test. */
    public static final String PASSWORD = "correct horse battery staple";

    private static final Pattern READY =
            Pattern.compile("Allmende ready at http://127\\.0\\.0\\.1:(\\d+) in (\\d+) ms");
    private static final long PATIENCE = 90;

    private final Process process;
    private final Output output;
    private final Path home;
    private final Path errors;
    private final String readyLine;
    private final int port;

    private Allmende(Process process, Output output, Path home, Path errors, String readyLine) {
        this.process = process;
        this.output = output;
        this.home = home;
        this.errors = errors;
        this.readyLine = readyLine;
        Matcher matcher = READY.matcher(readyLine);
        if (!matcher.matches()) {
            throw new AssertionError("the first line of output is no ready line: " + readyLine);
        }
        this.port = Integer.parseInt(matcher.group(1));
    }

    /**
     * The distribution: where the system property {@code allmende.distribution} says, or the variable
     * {@code ALLMENDE_DISTRIBUTION}, else where the house's own build lays it out, seen from a module's folder.
     */
    public static Path distribution() {
        String said = System.getProperty("allmende.distribution", System.getenv("ALLMENDE_DISTRIBUTION"));
        Path path = Path.of(said == null || said.isBlank() ? "../../features/distribution/target/allmende" : said)
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(path.resolve("bin/allmende"))) {
            throw new AssertionError(
                    "No Allmende at " + path + ". Say where it is unpacked or built, the folder that has"
                            + " bin/allmende in it: -Dallmende.distribution=DIR. In its source tree, ./run builds it at"
                            + " features/distribution/target/allmende");
        }
        return path;
    }

    /** Starts on a free port and waits until it is ready. */
    public static Allmende start(Path home, String... options) {
        return start(List.of(), Map.of(), home, options);
    }

    /**
     * As {@link #start(Path, String...)}, behind another command.
     *
     * @param before words before the command line, such as {@code strace -f}
     * @param environment more variables
     */
    public static Allmende start(List<String> before, Map<String, String> environment, Path home, String... options) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(
                distribution().resolve("bin/allmende").toString(), "start", "--port", "0", "--home", home.toString()));
        words.addAll(List.of(options));
        try {
            Files.createDirectories(home.toAbsolutePath().getParent());
            Path errors = Files.createTempFile("allmende-", ".err");
            ProcessBuilder builder = builder(words).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Output output = new Output(process);
            return new Allmende(process, output, home, errors, readyLine(process, output, errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readyLine(Process process, Output output, Path errors) throws IOException {
        try {
            String first = output.first.get(PATIENCE, TimeUnit.SECONDS);
            if (!first.isEmpty()) {
                return first;
            }
            process.waitFor(PATIENCE, TimeUnit.SECONDS);
            throw new AssertionError(
                    "ended with " + process.exitValue() + " before it was ready:\n" + Files.readString(errors));
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("not ready after " + PATIENCE + " s:\n" + Files.readString(errors), e);
        } catch (ExecutionException | InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    /** Standard output, read as it comes: its first line, and all the rest once it has ended. */
    private static final class Output {

        private final CompletableFuture<String> first = new CompletableFuture<>();
        private final CompletableFuture<String> rest = new CompletableFuture<>();

        Output(Process process) {
            Thread.ofVirtual().start(() -> {
                try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                    String line = reader.readLine();
                    first.complete(line == null ? "" : line);
                    rest.complete(String.join("\n", reader.lines().toList()));
                } catch (IOException | UncheckedIOException e) {
                    first.complete("");
                    rest.complete("");
                }
            });
        }
    }

    private static ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("ALLMENDE_ADMIN_PASSWORD", PASSWORD);
        return builder;
    }

    /** Runs a command line of {@code bin/allmende} to its end. */
    public static Ended run(String... words) {
        return run(Map.of(), words);
    }

    public static Ended run(Map<String, String> environment, String... words) {
        List<String> all =
                new ArrayList<>(List.of(distribution().resolve("bin/allmende").toString()));
        all.addAll(List.of(words));
        try {
            Path out = Files.createTempFile("allmende-", ".out");
            Path err = Files.createTempFile("allmende-", ".err");
            ProcessBuilder builder = builder(all).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "still running after " + PATIENCE + " s: " + all + "\n" + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Installs a feature from its archive, or updates it if it is installed, and waits until it runs. To be started with
     * {@code --allow-unsigned}, unless the archive is signed.
     *
     * @throws AssertionError with the reason if it went back
     */
    public void install(Path archive) {
        JsonNode swap =
                admin().upload("/api/v1/plugins?wait=true", archive).good().json();
        if (swap.get("state").stringValue().equals("ROLLED_BACK")) {
            throw new AssertionError(
                    archive + " was not installed: " + swap.get("reason").stringValue());
        }
    }

    /**
     * Swaps a feature again and again for a fresh generation of itself, while pages are read at a steady pace.
     *
     * @param paths read in turn, as the administrator, none of which may fail
     */
    public SwapReport swapUnderLoad(String feature, int swaps, List<String> paths) {
        return new SwapsUnderLoad(this, feature, paths).run(swaps);
    }

    public Path home() {
        return home;
    }

    public int port() {
        return port;
    }

    public String readyLine() {
        return readyLine;
    }

    public long pid() {
        return process.pid();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** A client without credentials. */
    public Client anonymous() {
        return new Client(url(""), null);
    }

    public Client admin() {
        return as("admin", PASSWORD);
    }

    public Client as(String name, String password) {
        return new Client(url(""), name + ":" + password);
    }

    /** What it wrote to standard error so far. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, and waits for the end. */
    public Ended stop() {
        process.destroy();
        return ended();
    }

    /** SIGKILL, and waits for the end. */
    public Ended kill() {
        process.destroyForcibly();
        return ended();
    }

    private Ended ended() {
        try {
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end in " + PATIENCE + " s:\n" + errors());
            }
            return new Ended(process.exitValue(), output.rest.get(PATIENCE, TimeUnit.SECONDS), errors());
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    /**
     * How a process ended.
     *
     * @param output what it wrote to standard output (after the ready line)
     */
    public record Ended(int status, String output, String errors) {}
}
