/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a file of text, one by one. A line that is too long or not UTF-8 comes without its text and the next follows.
 * For one thread.
 */
final class Lines implements AutoCloseable {

    /** A post of the greatest length has at most this many bytes, every character of it escaped. */
    static final int LIMIT = 2 << 20;

    /**
     * @param number from 1
     * @param text empty if there is something wrong with the line
     */
    record Line(long number, Optional<String> text, Optional<Wrong> wrong) {}

    /** What is wrong with a line before anybody looks what it says. */
    sealed interface Wrong {

        record TooLong() implements Wrong {}

        /** @param at the first byte that is not UTF-8, from 1 */
        record NotUtf8(int at) implements Wrong {}
    }

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private int at;
    private int end;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long number;
    private long read;

    Lines(Path file) throws IOException {
        this(Files.newInputStream(file));
    }

    Lines(InputStream in) {
        this.in = in;
    }

    /** How many bytes the lines given so far had. */
    long read() {
        return read;
    }

    /** Empty at the end. */
    Optional<Line> next() throws IOException {
        length = 0;
        boolean tooLong = false;
        boolean any = false;
        while (true) {
            if (at == end) {
                end = in.read(buffer, 0, buffer.length);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    break;
                }
            }
            any = true;
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            tooLong = tooLong || length + stop - at > LIMIT;
            if (!tooLong) {
                keep(stop);
            }
            read += stop - at;
            at = stop;
            if (at < end) {
                at++;
                read++;
                break;
            }
        }
        if (!any) {
            return Optional.empty();
        }
        number++;
        if (tooLong) {
            line = new byte[1 << 12];
            return Optional.of(new Line(number, Optional.empty(), Optional.of(new Wrong.TooLong())));
        }
        return Optional.of(decoded());
    }

    private void keep(int stop) {
        int more = stop - at;
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
        }
        System.arraycopy(buffer, at, line, length, more);
        length += more;
    }

    private Line decoded() {
        int from =
                number == 1 && length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF
                        ? 3
                        : 0;
        ByteBuffer bytes = ByteBuffer.wrap(line, from, length - from);
        CharBuffer text = CharBuffer.allocate(length - from);
        decoder.reset();
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            return new Line(number, Optional.empty(), Optional.of(new Wrong.NotUtf8(bytes.position() + 1)));
        }
        return new Line(number, Optional.of(text.flip().toString().strip()), Optional.empty());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
