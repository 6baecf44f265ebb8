/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One word of the command line from request to exit status: a JSON object a line, both ways.
 *
 * <p>In: <code>{"words":["import","/a/file"],"terminal":true}</code>. Out: {@code out} and {@code err} with a line of text,
 * {@code progress} with {@code what}, {@code done} and {@code total}, at last {@code exit}. The verb runs on a thread of its own;
 * the thread that calls {@link #run()} watches for the other side going away, which the verb sees as
 * {@link Terminal#cancelled()}. Nothing the other side does ends the verb by force.
 */
final class Conversation implements Terminal {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_REQUEST = 1 << 20;

    /** Progress is for eyes: more often than this (nanoseconds) nobody sees it. */
    private static final long EYE = 50_000_000;

    private static final Duration START = Duration.ofSeconds(60);

    private final SocketChannel channel;
    private final Verbs verbs;
    private volatile boolean gone;
    private boolean terminal;
    private long lastProgress = System.nanoTime() - EYE;

    Conversation(SocketChannel channel, Verbs verbs) {
        this.channel = channel;
        this.verbs = verbs;
    }

    /** Returns when the word is carried out and its exit status sent. */
    void run() throws IOException {
        InputStream in = Channels.newInputStream(channel);
        List<String> words;
        try {
            JsonNode request = JSON.readTree(line(in));
            terminal = request.path("terminal").asBoolean(false);
            words = words(request);
        } catch (JacksonException | IllegalArgumentException e) {
            error("The request is not {\"words\":[\"…\"]}: " + e.getMessage());
            exit(Verb.WRONG_USAGE);
            return;
        }
        Thread verb = Thread.ofPlatform().name("allmende " + words.getFirst()).start(() -> exit(carryOut(words)));
        watch(in);
        try {
            verb.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(InputStream in) {
        try {
            while (in.read() >= 0) {
                // Nothing more is expected; what comes all the same is ignored.
            }
        } catch (IOException e) {
            LOG.debug("Whoever asked has gone", e);
        }
        gone = true;
    }

    private int carryOut(List<String> words) {
        String name = words.getFirst();
        List<String> arguments = words.subList(1, words.size());
        if (name.equals("help")) {
            line("Words of this suite:");
            verbs.sorted().stream().flatMap(verb -> verb.usage().lines()).forEach(usage -> line("  " + usage.strip()));
            return Verb.DONE;
        }
        try {
            Optional<Verb> verb = verbs.find(name, START);
            if (verb.isEmpty()) {
                List<String> names = verbs.sorted().stream().map(Verb::name).toList();
                error("There is no word " + name + ". There are: start, help, " + String.join(", ", names));
                return Verb.WRONG_USAGE;
            }
            return verb.get().run(arguments, this);
        } catch (ProblemException e) {
            error(e.getMessage());
        } catch (Exception e) {
            LOG.error("{} failed", name, e);
            error(name + " failed: " + (e.getMessage() == null ? e.toString() : e.getMessage())
                    + ". The log has more.");
        }
        return Verb.FAILED;
    }

    @Override
    public void line(String text) {
        text.lines().forEach(one -> say(object().put("out", one)));
        if (text.isEmpty()) {
            say(object().put("out", ""));
        }
    }

    @Override
    public void error(String text) {
        text.lines().forEach(one -> say(object().put("err", one)));
    }

    @Override
    public void progress(String what, long done, long total) {
        long now = System.nanoTime();
        if (!terminal || done < total && now - lastProgress < EYE) {
            return;
        }
        lastProgress = now;
        ObjectNode progress = object().put("what", what).put("done", done).put("total", total);
        say(object().set("progress", progress));
    }

    @Override
    public boolean cancelled() {
        return gone;
    }

    /** The other side has heard all it wants and hangs up, which ends {@link #watch}. */
    private void exit(int status) {
        say(object().put("exit", status));
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            LOG.debug("Whoever asked has gone", e);
        }
    }

    /** A line may come from any thread of the verb. To whom, if they are gone? Then it is dropped. */
    private synchronized void say(JsonNode message) {
        if (gone) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            gone = true;
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<String> words(JsonNode request) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : request.path("words")) {
            words.add(word.asString());
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("there is no word");
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        byte[] bytes = new byte[256];
        int length = 0;
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || length == LONGEST_REQUEST) {
                throw new UncheckedIOException(new IOException("no complete request came"));
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) octet;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
