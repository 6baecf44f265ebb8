/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * Serves until it is told to stop.
 *
 * <p>Prints one line to standard output once everything answers; SIGTERM and SIGINT end it with status 0 after everything has
 * stopped in good order.
 */
final class Start {

    private static final String FEATURES =
            "none|[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?(,[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?)*";

    private static final Option PORT = Main.option("port", "N", "Port to serve on (default: 8080; 0: any free one).");

    private static final Option WANTED =
            Main.option("features", "a,b,…|none", "What is installed at the first start (default: all).");

    private static final Option SAFE = Main.option("safe", "", "Start the runtime and the host only, no feature.");

    private static final Option BIND = Main.option("bind", "ADDR", "Address to serve on (default: 127.0.0.1).");

    private static final Option PUBLIC_URL = Main.option("public-url", "URL", "What the site is called from outside.");

    private static final Option ALLOW_UNSIGNED = Main.option(
            "allow-unsigned", "", "Accept uploaded features that nobody signed. They run with this process's rights.");

    private int port;
    private final Path home;
    private final String features;
    private final boolean safe;
    private final String bind;
    private final String publicUrl;
    private final boolean allowUnsigned;
    private final AtomicInteger status = new AtomicInteger();

    /** @throws Misuse if an option can't be what it is */
    Start(CommandLine said) throws Misuse {
        if (!said.getArgList().isEmpty()) {
            throw new Misuse("start takes no words, so not " + said.getArgList());
        }
        this.port = port(said.getOptionValue(PORT, "8080"));
        this.home = Path.of(said.getOptionValue(Main.HOME, "home"));
        this.features = said.getOptionValue(WANTED);
        this.safe = said.hasOption(SAFE);
        this.bind = said.getOptionValue(BIND, "127.0.0.1");
        this.publicUrl = said.getOptionValue(PUBLIC_URL);
        this.allowUnsigned = said.hasOption(ALLOW_UNSIGNED);
    }

    static Options options() {
        Options options = new Options();
        List.of(PORT, Main.HOME, WANTED, SAFE, BIND, PUBLIC_URL, ALLOW_UNSIGNED, Main.HELP, Main.VERSION)
                .forEach(options::addOption);
        return options;
    }

    private static int port(String text) throws Misuse {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Misuse("--port must be a number between 0 and 65535, not " + text);
    }

    int run() throws Misuse, InterruptedException {
        InetAddress address = checked();
        Path where = home.toAbsolutePath().normalize();
        Distribution distribution = Distribution.here();
        try (Home held = Home.take(where).orElseThrow(() -> inUse(where))) {
            PrintStream stdout = Log.begin(where, true);
            held.readable().forEach(Start::warn);
            Natives.into(held);
            port = free(address, port);
            Suite suite = Suite.boot(distribution, where, settings());
            Thread ending = new Thread(() -> end(suite), "allmende stop");
            Runtime.getRuntime().addShutdownHook(ending);
            awaitReady(suite);
            stdout.println("Allmende ready at http://127.0.0.1:" + port + " in " + sinceStart() + " ms");
            stdout.flush();
            suite.awaitStop();
            return status.get();
        }
    }

    private static void warn(Path open) {
        System.err.println("Others on this machine may read " + open
                + ". To keep what members wrote from them: chmod go= " + open);
    }

    private InetAddress checked() throws Misuse {
        if (features != null && !features.matches(FEATURES)) {
            throw new Misuse("--features must be none or names such as search,moderation, not " + features);
        }
        if (publicUrl != null && !isWebAddress(publicUrl)) {
            throw new Misuse("--public-url must be like https://forum.example.org, not " + publicUrl);
        }
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new Misuse("--bind must be an address of this machine such as 0.0.0.0, not " + bind);
        }
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("allmende.port", Integer.toString(port));
        settings.put("allmende.bind", bind);
        if (publicUrl != null) {
            settings.put("allmende.public-url", publicUrl);
        }
        settings.put("allmende.safe", Boolean.toString(safe));
        settings.put("allmende.allow-unsigned", Boolean.toString(allowUnsigned));
        if (features != null) {
            settings.put("allmende.features", features);
        }
        settings.put("org.osgi.service.http.port", Integer.toString(port));
        settings.put("org.apache.felix.http.host", bind);
        return settings;
    }

    private static Failure inUse(Path home) {
        return new Failure("The home " + home + " is in use by " + Home.holder(home)
                + ". Stop that process, or name another directory with --home.");
    }

    /** Asked before anything is started, so that the answer comes at once and names the cure. */
    private static int free(InetAddress address, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new Failure(
                    "Port " + port + " at " + address.getHostAddress() + " cannot be had (" + e.getMessage()
                            + "). Stop what serves there, or name another port with --port.",
                    e);
        }
    }

    private static void awaitReady(Suite suite) throws InterruptedException {
        while (!suite.awaitReady(30, TimeUnit.SECONDS)) {
            System.err.println("Not ready yet after " + sinceStart() / 1000 + " s; not running: " + suite.missing()
                    + ". Standard error and the log say why.");
        }
    }

    /** The command {@code allmende} says when it handed over to the JVM; else the JVM knows, at a price of 50 ms. */
    private static long sinceStart() {
        String said = System.getProperty("allmende.started");
        long started = said == null ? ManagementFactory.getRuntimeMXBean().getStartTime() : Long.parseLong(said);
        return System.currentTimeMillis() - started;
    }

    /**
     * Runs when the JVM ends, on a signal or after the framework has stopped by itself. A signal's own exit status would be 143;
     * halting here says 0, for that is how a service is stopped.
     */
    private void end(Suite suite) {
        boolean stopped = suite.stop();
        if (!stopped) {
            System.err.println("Something did not stop in time; what was acknowledged is on disk all the same.");
        }
        System.err.flush();
        Runtime.getRuntime().halt(stopped ? status.get() : 1);
    }
}
