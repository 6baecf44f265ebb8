/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine and the revision that a figure was seen on. */
final class Machine {

    private Machine() {}

    static Map<String, Object> describe() throws IOException, InterruptedException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memory", line(Path.of("/proc/meminfo"), "MemTotal:"));
        machine.put("processor", line(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put("revision", revision());
        machine.put("load", line(Path.of("/proc/loadavg"), ""));
        return machine;
    }

    private static String line(Path file, String start) throws IOException {
        if (!Files.exists(file)) {
            return "unknown";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length())
                        .replaceFirst("^[\\s:]+", "")
                        .strip())
                .orElse("unknown");
    }

    private static String revision() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "-C", Bench.root().toString(), "describe", "--always", "--dirty")
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes()).strip();
        return git.waitFor() == 0 ? said : "unknown";
    }
}
