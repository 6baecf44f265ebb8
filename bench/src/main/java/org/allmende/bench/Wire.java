/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/1.1 with as little work as it takes, for load from the same machine that it measures: a general client takes as much
 * of the processors as the pages do. Keeps connections, asks nothing twice, follows nothing. Thread-safe.
 */
final class Wire {

    private static final int PATIENCE_MILLIS = 15_000;

    /** The server closes what is idle for longer; a request must not meet that. */
    private static final long KEPT = TimeUnit.SECONDS.toNanos(10);

    private final InetSocketAddress server;
    private final String host;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    Wire(URI base) {
        this.server = new InetSocketAddress(base.getHost(), base.getPort());
        this.host = base.getHost() + ":" + base.getPort();
    }

    /** What came back. */
    record Answer(int status, List<String> headers, byte[] body) {

        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * Reads a page as a guest's browser does.
     *
     * @return the status, after the last byte of the answer
     */
    int get(String path) throws IOException {
        return send("GET", path, "Accept: text/html\r\nAccept-Language: en\r\n", new byte[0])
                .status();
    }

    /** @param headers whole lines, each with its line end */
    Answer send(String method, String path, String headers, byte[] body) throws IOException {
        Connection connection = connection();
        boolean whole = false;
        try {
            Answer answer = connection.send(method, path, headers, body);
            whole = answer.header("connection").filter("close"::equals).isEmpty();
            return answer;
        } finally {
            if (whole) {
                connection.since = System.nanoTime();
                idle.push(connection);
            } else {
                connection.socket.close();
            }
        }
    }

    private Connection connection() throws IOException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (System.nanoTime() - kept.since < KEPT) {
                return kept;
            }
            kept.socket.close();
        }
        return new Connection();
    }

    private final class Connection {

        private final Socket socket = new Socket();
        private final InputStream in;
        private long since;

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server, 5_000);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
        }

        Answer send(String method, String path, String headers, byte[] body) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                    + (body.length > 0 ? "Content-Length: " + body.length + "\r\n\r\n" : "\r\n");
            byte[] start = head.getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[start.length + body.length];
            System.arraycopy(start, 0, request, 0, start.length);
            System.arraycopy(body, 0, request, start.length, body.length);
            socket.getOutputStream().write(request);
            int status = Integer.parseInt(line().split(" ")[1]);
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            Answer bare = new Answer(status, lines, new byte[0]);
            return new Answer(status, lines, body(bare));
        }

        private byte[] body(Answer answer) throws IOException {
            if (answer.header("transfer-encoding").isPresent()) {
                throw new IOException("the answer comes in chunks, which this client can't read");
            }
            int length = answer.header("content-length").map(Integer::parseInt).orElse(0);
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the server closed the connection in the middle of an answer");
            }
            return body;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }
}
