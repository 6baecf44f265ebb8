/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.framework;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ops4j.pax.exam.Option;

/** What Pax Exam is to start: the distribution's runtime on an empty home and a free port, and what the tests import. */
final class Suite {

    static final String PASSWORD = "correct horse battery staple";

    private static final Pattern ID = Pattern.compile("\"id\": \"([^:\"]+):([^:\"]+):([^:\"]+)\"\\}");

    private Suite() {}

    /**
     * @param features installed at the start, or {@code none}
     */
    static Option[] options(String features) {
        Path distribution = Path.of("../../features/distribution/target/allmende")
                .toAbsolutePath()
                .normalize();
        List<Option> options = new ArrayList<>();
        options.add(cleanCaches());
        options.add(junitBundles());
        // Pax Exam's own bundles want SLF4J 1.7; they get that of its class path, and ours keep theirs.
        options.add(systemPackages(
                "org.slf4j;version=\"1.7.36\"",
                "org.slf4j.event;version=\"1.7.36\"",
                "org.slf4j.helpers;version=\"1.7.36\"",
                "org.slf4j.spi;version=\"1.7.36\""));
        String home = emptyHome().toString();
        String port = Integer.toString(freePort());
        for (String[] property : new String[][] {
            {"org.osgi.framework.bsnversion", "multiple"},
            {"allmende.home", home},
            {"allmende.dist", distribution.toString()},
            {"allmende.port", port},
            {"allmende.bind", "127.0.0.1"},
            {"allmende.public-url", "http://127.0.0.1:" + port},
            {"allmende.features", features},
            {"allmende.safe", "false"},
            {"org.osgi.service.http.port", port},
            {"org.apache.felix.http.host", "127.0.0.1"},
        }) {
            options.add(frameworkProperty(property[0]).value(property[1]));
        }
        for (Path jar : jars(distribution)) {
            options.add(bundle("reference:" + jar.toUri()));
        }
        return options.toArray(Option[]::new);
    }

    private static List<Path> jars(Path distribution) {
        try {
            List<Path> jars = new ArrayList<>();
            Matcher ids = ID.matcher(Files.readString(distribution.resolve("runtime.json")));
            while (ids.find()) {
                jars.add(distribution.resolve("bundles").resolve(ids.group(2) + "-" + ids.group(3) + ".jar"));
            }
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path emptyHome() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target/homes").toAbsolutePath()), "home-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
