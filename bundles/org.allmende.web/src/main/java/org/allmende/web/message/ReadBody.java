/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;

/**
 * A body, read to its end before anybody is asked to handle it.
 *
 * @param bytes the body itself if it is no upload
 * @param form what a form holds
 * @param files uploads by field name; a body that is neither form nor JSON comes as {@code file}
 * @param hash of all that was read, in hexadecimal; empty text unless it was asked for
 */
public record ReadBody(byte[] bytes, Map<String, List<String>> form, Map<String, Path> files, String hash) {

    /** The longest body of a request that is no upload. */
    public static final int LONGEST = 1 << 20;

    public static final long LONGEST_UPLOAD = 256L << 20;

    /** After so long a body must have come at {@link #SLOWEST} bytes a second. */
    private static final long PATIENCE_SECONDS = 10;

    private static final long SLOWEST = 1 << 10;

    private static final int PIECE = 8 << 10;

    public static final ReadBody NONE = new ReadBody(new byte[0], Map.of(), Map.of(), "");

    /**
     * @param upload whether it may be long and hold files
     * @param hashed whether its hash will be needed
     * @param folder where files go until {@link #discard}
     * @param room where what stays in memory is taken from; the caller gives it back
     * @throws org.allmende.api.problem.ProblemException of status 413, 408 or 400, naming the limit or the place
     * @throws BodyRoom.Full if too much of others is in memory
     * @throws IOException if the client has gone or there is no room on the disk
     */
    public static ReadBody of(Incoming in, boolean upload, boolean hashed, Path folder, BodyRoom.Claim room)
            throws IOException {
        return of(in, upload, hashed, folder, room, System::nanoTime);
    }

    public static ReadBody of(
            Incoming in, boolean upload, boolean hashed, Path folder, BodyRoom.Claim room, LongSupplier nanos)
            throws IOException {
        long limit = upload ? LONGEST_UPLOAD : LONGEST;
        if (in.length() > limit) {
            throw tooLong(limit);
        }
        MessageDigest digest = hashed ? sha256() : null;
        try (InputStream open = in.body().open()) {
            InputStream limited = new Limited(open, limit, nanos);
            InputStream stream = hashed ? new DigestInputStream(limited, digest) : limited;
            ReadBody body = read(in, stream, upload, folder, room);
            stream.transferTo(OutputStream.nullOutputStream());
            return hashed
                    ? new ReadBody(
                            body.bytes, body.form, body.files, HexFormat.of().formatHex(digest.digest()))
                    : body;
        }
    }

    /**
     * Lets a body that nobody wants go by, so that who sends it is there to hear the answer. Not one that is long, or that waits
     * to be asked for: whoever answers it closes the connection.
     */
    public static void pass(Incoming in) {
        if (in.length() > LONGEST || in.header("expect").isPresent()) {
            return;
        }
        try (InputStream open = in.body().open()) {
            new Limited(open, LONGEST, System::nanoTime).transferTo(OutputStream.nullOutputStream());
        } catch (IOException | ProblemException e) {
            // It is not wanted anyway; what is said about it stands.
        }
    }

    private static ReadBody read(Incoming in, InputStream stream, boolean upload, Path folder, BodyRoom.Claim room)
            throws IOException {
        String type = in.mediaType();
        if (type.equals("multipart/form-data")) {
            Map<String, List<String>> form = new LinkedHashMap<>();
            Map<String, Path> files = new LinkedHashMap<>();
            try {
                Multipart.read(stream, in.header("content-type").orElse(""), form, files, folder, room);
            } catch (IOException | RuntimeException e) {
                discard(files);
                throw e;
            }
            return new ReadBody(new byte[0], form, files, "");
        }
        if (type.equals("application/x-www-form-urlencoded")) {
            byte[] bytes = bounded(stream, room);
            Map<String, List<String>> form = Decoding.form(new String(bytes, StandardCharsets.UTF_8), "body");
            return new ReadBody(bytes, form, Map.of(), "");
        }
        if (upload && !type.isEmpty() && !type.endsWith("json")) {
            Path file = Files.createTempFile(folder, "upload-", ".part");
            try (OutputStream out = Files.newOutputStream(file)) {
                stream.transferTo(out);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            return new ReadBody(new byte[0], Map.of(), Map.of("file", file), "");
        }
        return new ReadBody(bounded(stream, room), Map.of(), Map.of(), "");
    }

    /** Takes room as the bytes come, not as many as were announced. */
    private static byte[] bounded(InputStream stream, BodyRoom.Claim room) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        room.take(PIECE);
        byte[] buffer = new byte[PIECE];
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            if (bytes.size() + read > LONGEST) {
                throw tooLong(LONGEST);
            }
            room.take(read);
            bytes.write(buffer, 0, read);
        }
        return bytes.toByteArray();
    }

    static ProblemException tooLong(long limit) {
        return Problem.of(
                        "too-long",
                        413,
                        "The request is too long",
                        "A body of this request may be " + (limit >> 20) + " MiB long at most. Send less at once.")
                .asException();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Deletes the files; what a handler wants to keep it has moved by now. */
    public void discard() {
        discard(files);
    }

    private static void discard(Map<String, Path> files) {
        for (Path file : files.values()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private static ProblemException tooSlow() {
        return Problem.of(
                        "too-slow",
                        408,
                        "The request came too slowly",
                        "A body must come at " + SLOWEST + " bytes a second at least. Send it again.")
                .asException();
    }

    /** Ends with a problem, not with a cut-off body, where there is more than allowed or it comes too slowly. */
    private static final class Limited extends InputStream {

        private final InputStream in;
        private final long limit;
        private final LongSupplier nanos;
        private final long began;
        private long count;

        Limited(InputStream in, long limit, LongSupplier nanos) {
            this.in = in;
            this.limit = limit;
            this.nanos = nanos;
            this.began = nanos.getAsLong();
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                count(1);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                count(read);
            }
            return read;
        }

        private void count(int read) {
            count += read;
            if (count > limit) {
                throw tooLong(limit);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - began);
            if (count < (seconds - PATIENCE_SECONDS) * SLOWEST) {
                throw tooSlow();
            }
        }
    }
}
