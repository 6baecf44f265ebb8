/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;

/**
 * Reads {@code multipart/form-data} from a stream: fields into memory, files into files, neither twice.
 *
 * <p>A file's parameter holds the name it had at the client, so that a form can be answered as if it had come without.
 */
final class Multipart {

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_HEAD = 8 << 10;
    private static final int MOST_PARTS = 1_000;

    private final InputStream in;
    private final BodyRoom.Claim room;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    private boolean ended;
    private long line = 1;

    private Multipart(InputStream in, String boundary, BodyRoom.Claim room) {
        this.in = in;
        this.room = room;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    }

    static void read(
            InputStream in,
            String contentType,
            Map<String, List<String>> form,
            Map<String, Path> files,
            Path folder,
            BodyRoom.Claim room)
            throws IOException {
        String boundary = parameter(contentType, "boundary");
        if (boundary.isEmpty() || boundary.length() > 200) {
            throw malformed("its Content-Type names no boundary", 1);
        }
        new Multipart(in, boundary, room).parts(form, files, folder);
    }

    private void parts(Map<String, List<String>> form, Map<String, Path> files, Path folder) throws IOException {
        // The first delimiter has no line break before it; pretend one.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
        copy(OutputStream.nullOutputStream(), Long.MAX_VALUE);
        long fields = 0;
        for (int count = 0; !atEnd(); count++) {
            if (count == MOST_PARTS) {
                throw malformed("it has more than " + MOST_PARTS + " parts", line);
            }
            String head = head();
            String disposition = header(head, "content-disposition");
            String name = parameter(disposition, "name");
            if (name.isEmpty()) {
                throw malformed("part " + (count + 1) + " has no name", line);
            }
            if (disposition.toLowerCase(Locale.ROOT).contains("filename")) {
                String fileName = parameter(disposition, "filename");
                Path file = Files.createTempFile(folder, "upload-", ".part");
                Path before = files.put(name, file);
                if (before != null) {
                    Files.deleteIfExists(before);
                }
                try (OutputStream out = Files.newOutputStream(file)) {
                    copy(out, Long.MAX_VALUE);
                }
                form.computeIfAbsent(name, any -> new ArrayList<>(1)).add(fileName);
            } else {
                ByteArrayOutputStream value = new ByteArrayOutputStream();
                copy(taking(value), ReadBody.LONGEST - fields);
                fields += value.size();
                form.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value.toString(StandardCharsets.UTF_8));
            }
        }
    }

    /** What is written there stays in memory. */
    private OutputStream taking(ByteArrayOutputStream value) {
        return new FilterOutputStream(value) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                room.take(length);
                value.write(bytes, from, length);
            }
        };
    }

    /** After a delimiter: whether it was the closing one. */
    private boolean atEnd() throws IOException {
        if (!fill(2)) {
            throw malformed("it ends within a part: the closing boundary is missing", line);
        }
        if (buffer[start] == '-' && buffer[start + 1] == '-') {
            return true;
        }
        if (buffer[start] != '\r' || buffer[start + 1] != '\n') {
            throw malformed("there is text behind a boundary", line);
        }
        return false;
    }

    /** The headers of a part; stands at the line break behind the delimiter when called. */
    private String head() throws IOException {
        byte[] blank = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        while (true) {
            int found = find(blank, start);
            if (found >= 0) {
                String head = new String(buffer, start, found - start, StandardCharsets.UTF_8);
                line += head.lines().count();
                start = found + blank.length;
                return head;
            }
            if (end - start > LONGEST_HEAD) {
                throw malformed("the head of a part is longer than 8 KiB", line);
            }
            if (!more()) {
                throw malformed("it ends within the head of a part", line);
            }
        }
    }

    /** Copies up to the next delimiter and steps over it. */
    private void copy(OutputStream out, long limit) throws IOException {
        long copied = 0;
        while (true) {
            int found = find(delimiter, start);
            int safe = found >= 0 ? found : Math.max(start, end - delimiter.length);
            copied += safe - start;
            if (copied > limit) {
                throw ReadBody.tooLong(ReadBody.LONGEST);
            }
            out.write(buffer, start, safe - start);
            for (int i = start; i < safe; i++) {
                line += buffer[i] == '\n' ? 1 : 0;
            }
            start = safe;
            if (found >= 0) {
                start += delimiter.length;
                line++;
                return;
            }
            if (!more()) {
                throw malformed("it ends within a part: the closing boundary is missing", line);
            }
        }
    }

    private boolean fill(int count) throws IOException {
        while (end - start < count) {
            if (!more()) {
                return false;
            }
        }
        return true;
    }

    private boolean more() throws IOException {
        if (ended) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            ended = true;
            return false;
        }
        end += read;
        return true;
    }

    private int find(byte[] what, int from) {
        int last = end - what.length;
        outer:
        for (int i = from; i <= last; i++) {
            for (int k = 0; k < what.length; k++) {
                if (buffer[i + k] != what[k]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** A parameter of a header's value, quoted or not. */
    private static String parameter(String value, String name) {
        String lower = value.toLowerCase(Locale.ROOT);
        int at = -1;
        do {
            at = lower.indexOf(name, at + 1);
            if (at < 0) {
                return "";
            }
        } while (!(boundaryBefore(value, at) && equalsAfter(value, at + name.length())));
        String rest = value.substring(value.indexOf('=', at) + 1).stripLeading();
        if (!rest.startsWith("\"")) {
            int end = rest.indexOf(';');
            return (end < 0 ? rest : rest.substring(0, end)).strip();
        }
        // Browsers write %22 for a quote in a name; a backslash is part of it, as in C:\file.
        int end = rest.indexOf('"', 1);
        String quoted = end < 0 ? rest.substring(1) : rest.substring(1, end);
        return quoted.replace("%22", "\"").replace("%0D", "").replace("%0A", " ");
    }

    private static boolean boundaryBefore(String value, int at) {
        return at > 0 && (value.charAt(at - 1) == ' ' || value.charAt(at - 1) == ';');
    }

    private static boolean equalsAfter(String value, int at) {
        return value.substring(at).stripLeading().startsWith("=");
    }

    private static ProblemException malformed(String what, long line) {
        return Problem.of(
                        "malformed",
                        400,
                        "The form can't be read",
                        "The body is no multipart/form-data: " + what + " (line " + line + ").")
                .asException();
    }
}
