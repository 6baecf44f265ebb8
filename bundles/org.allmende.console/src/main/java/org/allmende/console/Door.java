/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.console.Verb;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket {@code <home>/socket}: whoever may write to it (mode 0600: the suite's own user) may do everything an administrator may.
 *
 * <p>Each connection is a {@link Conversation} on a virtual thread. Verbs come and go at any time; one that goes while it works
 * finishes its work. Not started without the framework property {@code allmende.home}, which says where.
 */
@Component(
        service = {},
        immediate = true)
public final class Door {

    /** Room that the operating systems leave for a socket's name, with some to spare. */
    private static final int LONGEST_NAME = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final Verbs verbs = new Verbs();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Path socket;
    private final Path directory;
    private final ServerSocketChannel server;

    @Activate
    public Door(BundleContext context) throws IOException {
        Path home = Path.of(Objects.requireNonNull(
                        context.getProperty("allmende.home"),
                        "The framework property allmende.home is not set: it names the directory for the socket"))
                .toAbsolutePath();
        socket = home.resolve("socket");
        directory =
                nameFits(home) ? Files.createTempDirectory(home, "socket-") : Files.createTempDirectory("allmende-");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            show();
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread.ofVirtual().name("allmende console").start(this::serve);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Verb verb) {
        verbs.add(verb);
    }

    void remove(Verb verb) {
        verbs.remove(verb);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            target = "(allmende.ready=true)")
    void setReady(Runnable ready) {
        verbs.complete(true);
    }

    void unsetReady(Runnable ready) {
        verbs.complete(false);
    }

    /**
     * Bound in a directory that nobody else may enter, for a moment passes between making a socket and closing it to others; then
     * moved to its place. Where the home's name is too long for a socket, the place is a link.
     */
    private void show() throws IOException {
        Path bound = directory.resolve("socket");
        server.bind(UnixDomainSocketAddress.of(bound));
        Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
        if (nameFits(socket.getParent())) {
            Files.move(bound, socket, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(directory);
        } else {
            Files.deleteIfExists(socket);
            Files.createSymbolicLink(socket, bound);
        }
    }

    private static boolean nameFits(Path home) {
        Path longest = home.resolve("socket-12345678901234567890").resolve("socket");
        return longest.toString().getBytes(StandardCharsets.UTF_8).length < LONGEST_NAME;
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                open.add(channel);
                Thread.ofVirtual().name("allmende conversation").start(() -> converse(channel));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn("A connection to {} could not be taken", socket, e);
                }
            }
        }
    }

    private void converse(SocketChannel channel) {
        try (channel) {
            new Conversation(channel, verbs).run();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("Whoever asked has gone", e);
        } finally {
            open.remove(channel);
        }
    }

    @Deactivate
    void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(directory.resolve("socket"));
        Files.deleteIfExists(directory);
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
