/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The built suite as its own process, with a home and a port of its own. For one thread. */
final class Suite implements AutoCloseable {

    static final String PASSWORD = "bench-password-1";
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Path distribution;
    private final Path home;
    private final int port;
    private final List<String> flags;
    private Process process;
    private long readyMillis;

    /** What a command of the suite printed, and how it ended. */
    record Said(int status, String out) {}

    Suite(Path distribution, Path home, String... flags) throws IOException {
        this.distribution = distribution;
        this.home = home;
        this.flags = List.of(flags);
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    static Path freshHome(String name) throws IOException {
        Path home = Bench.root().resolve("bench/target/homes/" + name);
        delete(home);
        Files.createDirectories(home);
        return home;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Starts it and waits for the line that says it is ready. */
    Suite start() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                distribution.resolve("bin/allmende").toString(),
                "start",
                "--port",
                String.valueOf(port),
                "--home",
                home.toString()));
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ALLMENDE_ADMIN_PASSWORD", PASSWORD);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(
                home.resolveSibling(home.getFileName() + ".log").toFile()));
        long begun = System.nanoTime();
        process = builder.start();
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
            try {
                BufferedReader reader = process.inputReader();
                String read = reader.readLine();
                while (read != null && !read.startsWith("Allmende ready")) {
                    read = reader.readLine();
                }
                return read == null ? "" : read;
            } catch (IOException e) {
                return "";
            }
        });
        if (line.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS).isEmpty()) {
            throw new IllegalStateException("the suite ended before it was ready; see " + home + ".log");
        }
        readyMillis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        return this;
    }

    long readyMillis() {
        return readyMillis;
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    Path home() {
        return home;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Runs a word of the command line on this home. */
    Said say(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(distribution.resolve("bin/allmende").toString()));
        command.addAll(Arrays.asList(words));
        command.add("--home");
        command.add(home.toString());
        Process said = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(said.getInputStream().readAllBytes());
        return new Said(said.waitFor(), out.strip());
    }

    /** Kilobytes resident, as the system counts them. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return -1;
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            stop();
        }
    }
}
