/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Has words carried out inside the suite: the one that runs on the home, else one booted here for the purpose, without HTTP.
 *
 * <p>Either way they go through the socket in the home, and what the suite answers appears on this terminal: one JSON object a
 * line, <code>{"words":[…],"terminal":…}</code> there and {@code out}, {@code err}, {@code progress} and at last {@code exit} back.
 * Closing the connection, as Ctrl-C does, cancels.
 */
final class Words {

    /** Words whose plain arguments are all files. The suite works elsewhere, so it gets them absolute. */
    private static final Set<String> FILE_WORDS = Set.of("import", "apply", "upgrade", "backup", "restore", "dev");

    private final Path home;
    private final List<String> words;
    private final Bar bar = new Bar();

    Words(Path home, List<String> words) {
        this.home = home;
        this.words = absolute(words, Path.of("").toAbsolutePath());
    }

    /**
     * @return the exit status
     */
    int run() throws InterruptedException {
        Optional<Home> held = Home.take(home);
        if (held.isEmpty()) {
            return ask(System.out);
        }
        try (Home ours = held.get()) {
            return runAlone(ours);
        }
    }

    private int runAlone(Home held) throws InterruptedException {
        Distribution distribution = Distribution.here();
        PrintStream stdout = Log.begin(held.path(), false);
        Natives.into(held);
        Suite suite = Suite.boot(
                distribution,
                held.path(),
                Map.of("allmende.port", "-1", "allmende.safe", "false", "org.apache.felix.http.enable", "false"));
        Thread ending = new Thread(suite::stop, "allmende stop");
        Runtime.getRuntime().addShutdownHook(ending);
        if (!suite.awaitReady(120, TimeUnit.SECONDS)) {
            throw new Failure("The suite is not ready after 120 s; not running: " + suite.missing() + ". See "
                    + held.path().resolve("log/allmende.log"));
        }
        int status = ask(stdout);
        suite.stop();
        return status;
    }

    /** The suite on the home may be starting still, so its socket gets a while to appear. */
    private int ask(PrintStream stdout) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket()));
                return talk(channel, stdout);
            } catch (UncheckedIOException e) {
                throw gone(e);
            } catch (IOException | UnsupportedOperationException e) {
                if (System.nanoTime() - patience > 0) {
                    throw gone(e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private Failure gone(Exception e) {
        return new Failure(
                "The suite on " + home + " (" + Home.holder(home) + ") does not answer: " + e.getMessage()
                        + ". Stop it and start it again; " + home.resolve("log/allmende.log") + " may say why.",
                e);
    }

    /** A long path is a link to a short one: the name of a socket has room for some hundred characters only. */
    private Path socket() throws IOException {
        Path socket = home.resolve("socket");
        return Files.isSymbolicLink(socket) ? Files.readSymbolicLink(socket) : socket;
    }

    private int talk(SocketChannel channel, PrintStream stdout) {
        PrintStream stderr = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        try {
            Map<String, Object> request = new LinkedHashMap<>();
            request.put("words", words);
            request.put("terminal", Bar.WANTED);
            ByteBuffer line = ByteBuffer.wrap((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
                Map<String, Object> said = Json.object(answer);
                if (said.get("progress") instanceof Map<?, ?> progress) {
                    bar.show(stderr, progress);
                    continue;
                }
                bar.clear(stderr);
                if (said.get("out") instanceof String text) {
                    stdout.println(text);
                } else if (said.get("err") instanceof String text) {
                    stderr.println(text);
                } else if (said.get("exit") instanceof Number status) {
                    stdout.flush();
                    return status.intValue();
                }
            }
            bar.clear(stderr);
            throw new Failure(
                    "The suite on " + home + " went away before it was done. Ask it again: what is done stays done.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> absolute(List<String> words, Path directory) {
        List<String> made = new ArrayList<>();
        boolean files = FILE_WORDS.contains(words.getFirst());
        for (String word : words) {
            boolean argument = !made.isEmpty() && !word.startsWith("-");
            boolean file = argument && (files || word.indexOf('/') >= 0 || word.endsWith(".zip"));
            made.add(file ? directory.resolve(word).normalize().toString() : word);
        }
        return made;
    }
}
