/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ConversationTest {

    @TempDir
    Path directory;

    private final Verbs verbs = new Verbs();
    private SocketChannel here;
    private SocketChannel there;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            here = SocketChannel.open(address);
            there = server.accept();
        }
        verbs.complete(true);
    }

    @AfterEach
    void disconnect() throws IOException {
        here.close();
        there.close();
    }

    @Test
    void whatAVerbSaysArrivesLineByLineAndItsStatusLast() throws Exception {
        verbs.add(verb("count", (arguments, terminal) -> {
            terminal.line("one\ntwo");
            terminal.error("oh");
            terminal.progress("Counting", 3, 3);
            return arguments.size();
        }));
        assertThat(answers("{\"words\":[\"count\",\"a\",\"b\"],\"terminal\":true}"))
                .containsExactly(
                        "{\"out\":\"one\"}",
                        "{\"out\":\"two\"}",
                        "{\"err\":\"oh\"}",
                        "{\"progress\":{\"what\":\"Counting\",\"done\":3,\"total\":3}}",
                        "{\"exit\":2}");
    }

    @Test
    void progressIsForTerminalsOnly() throws Exception {
        verbs.add(verb("count", (arguments, terminal) -> {
            terminal.progress("Counting", 3, 3);
            return Verb.DONE;
        }));
        assertThat(answers("{\"words\":[\"count\"]}")).containsExactly("{\"exit\":0}");
    }

    @Test
    void anUnknownWordIsWrongUsageAndTheKnownOnesAreNamed() throws Exception {
        verbs.add(verb("doctor", (arguments, terminal) -> Verb.DONE));
        assertThat(answers("{\"words\":[\"docter\"]}"))
                .containsExactly(
                        "{\"err\":\"There is no word docter. There are: start, help, doctor\"}", "{\"exit\":2}");
    }

    @Test
    void aWordAskedForWhileTheSuiteStartsIsWaitedFor() throws Exception {
        verbs.complete(false);
        Thread later = new Thread(() -> verbs.add(verb("late", (arguments, terminal) -> Verb.DONE)));
        send("{\"words\":[\"late\"]}");
        Thread conversation = converse();
        later.start();
        assertThat(read()).containsExactly("{\"exit\":0}");
        conversation.join();
    }

    @Test
    void aProblemIsSaidInOneLine() throws Exception {
        verbs.add(verb("fail", (arguments, terminal) -> {
            throw Problem.notFound("There is no such file").asException();
        }));
        assertThat(answers("{\"words\":[\"fail\"]}"))
                .containsExactly("{\"err\":\"There is no such file\"}", "{\"exit\":1}");
    }

    @Test
    void aRequestThatIsNoneIsRefused() throws Exception {
        assertThat(answers("hello").getLast()).isEqualTo("{\"exit\":2}");
    }

    @Test
    void aRequestWithoutAWordIsRefused() throws Exception {
        assertThat(answers("{\"words\":[]}").getLast()).isEqualTo("{\"exit\":2}");
    }

    @Test
    void aVerbLearnsThatWhoeverAskedHasGone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch noticed = new CountDownLatch(1);
        verbs.add(verb("work", (arguments, terminal) -> {
            begun.countDown();
            while (!terminal.cancelled()) {
                Thread.onSpinWait();
            }
            noticed.countDown();
            return Verb.FAILED;
        }));
        send("{\"words\":[\"work\"]}");
        Thread conversation = converse();
        begun.await();
        here.close();
        assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        conversation.join();
    }

    private List<String> answers(String request) throws Exception {
        send(request);
        Thread conversation = converse();
        List<String> answers = read();
        conversation.join();
        return answers;
    }

    private void send(String request) throws IOException {
        here.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private Thread converse() {
        SocketChannel channel = there;
        return Thread.ofVirtual().start(() -> {
            try (channel) {
                new Conversation(channel, verbs).run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private List<String> read() {
        return new BufferedReader(Channels.newReader(here, StandardCharsets.UTF_8))
                .lines()
                .toList();
    }

    private interface Work {
        int run(List<String> arguments, Terminal terminal) throws Exception;
    }

    private static Verb verb(String name, Work work) {
        return new Verb() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String usage() {
                return name;
            }

            @Override
            public int run(List<String> arguments, Terminal terminal) throws Exception {
                return work.run(arguments, terminal);
            }
        };
    }
}
