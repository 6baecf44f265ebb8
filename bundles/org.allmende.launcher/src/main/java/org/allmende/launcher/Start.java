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
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Serves until it is told to stop.
 *
 * <p>Prints one line to standard output once everything answers; SIGTERM and SIGINT end it with status 0 after everything has
 * stopped in good order.
 */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Serves until SIGTERM. Prints one line to standard output once every feature is healthy.")
final class Start implements Callable<Integer> {

    private static final String FEATURES =
            "none|[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?(,[A-Za-z0-9._-]+(@[A-Za-z0-9._-]+)?)*";

    @Option(names = "--port", paramLabel = "N", description = "Port to serve on (default: 8080; 0: any free one).")
    int port = 8080;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the deployment keeps all it has (default: home).")
    Path home = Path.of("home");

    @Option(
            names = "--features",
            paramLabel = "a,b,…|none",
            description = "What is installed at the first start (default: all).")
    String features;

    @Option(names = "--safe", description = "Start the runtime and the host only, no feature.")
    boolean safe;

    @Option(names = "--bind", paramLabel = "ADDR", description = "Address to serve on (default: 127.0.0.1).")
    String bind = "127.0.0.1";

    @Option(names = "--public-url", paramLabel = "URL", description = "What the site is called from outside.")
    URI publicUrl;

    @Option(
            names = "--allow-unsigned",
            description = "Accept uploaded features that nobody signed. They run with this process's rights.")
    boolean allowUnsigned;

    @Spec
    CommandSpec spec;

    private final AtomicInteger status = new AtomicInteger();

    @Override
    public Integer call() throws InterruptedException {
        InetAddress address = checked();
        Path where = home.toAbsolutePath().normalize();
        Distribution distribution = Distribution.here();
        try (Home held = Home.take(where).orElseThrow(() -> inUse(where))) {
            PrintStream stdout = Log.begin(where, true);
            held.readable().forEach(Start::warn);
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

    private InetAddress checked() {
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port must be between 0 and 65535, not " + port);
        }
        if (features != null && !features.matches(FEATURES)) {
            throw new ParameterException(
                    spec.commandLine(), "--features must be none or names such as search,moderation, not " + features);
        }
        if (publicUrl != null
                && (publicUrl.getHost() == null
                        || !String.valueOf(publicUrl.getScheme()).matches("https?"))) {
            throw new ParameterException(
                    spec.commandLine(), "--public-url must be like https://forum.example.org, not " + publicUrl);
        }
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new ParameterException(
                    spec.commandLine(), "--bind must be an address of this machine such as 0.0.0.0, not " + bind, e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("allmende.port", Integer.toString(port));
        settings.put("allmende.bind", bind);
        if (publicUrl != null) {
            settings.put("allmende.public-url", publicUrl.toString());
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
