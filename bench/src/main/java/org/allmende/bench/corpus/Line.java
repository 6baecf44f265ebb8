/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes JSON lines as bytes, without making an object for each value. For one thread. */
final class Line {

    private final OutputStream out;
    private byte[] buffer = new byte[1 << 20];
    private int length;
    private boolean first;
    private long written;

    Line(OutputStream out) {
        this.out = out;
    }

    Line begin(String type) {
        put('{');
        first = true;
        return text("type", type);
    }

    void end() throws IOException {
        put('}');
        put('\n');
        if (length > 1 << 19) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(buffer, 0, length);
        written += length;
        length = 0;
    }

    long written() {
        return written + length;
    }

    /** @param value needs no escaping */
    Line text(String name, String value) {
        name(name);
        return quoted(value);
    }

    Line id(String name, char letter, long number) {
        name(name);
        return quotedId(letter, number);
    }

    Line time(String name, long epochSecond) {
        name(name);
        put('"');
        instant(epochSecond);
        put('"');
        return this;
    }

    Line flag(String name) {
        name(name);
        return raw("true");
    }

    Line name(String name) {
        if (!first) {
            put(',');
        }
        first = false;
        quoted(name);
        put(':');
        return this;
    }

    Line open(char bracket) {
        put(bracket);
        first = true;
        return this;
    }

    Line close(char bracket) {
        put(bracket);
        first = false;
        return this;
    }

    /** A comma before all but the first of a list. */
    Line item() {
        if (!first) {
            put(',');
        }
        first = false;
        return this;
    }

    Line quotedId(char letter, long number) {
        put('"');
        put(letter);
        number(number);
        put('"');
        return this;
    }

    Line quoted(String text) {
        put('"');
        raw(text);
        put('"');
        return this;
    }

    Line raw(String text) {
        int size = text.length();
        room(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                return raw(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            buffer[length++] = (byte) c;
        }
        return this;
    }

    Line raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** The word with its first letter a capital, if it is a plain one. */
    Line capital(byte[] word) {
        int at = length;
        raw(word);
        if (word.length > 0 && word[0] >= 'a' && word[0] <= 'z') {
            buffer[at] -= 32;
        }
        return this;
    }

    Line put(char ascii) {
        room(1);
        buffer[length++] = (byte) ascii;
        return this;
    }

    private void number(long number) {
        room(20);
        int at = length;
        long rest = number;
        do {
            buffer[at++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int i = length, j = at - 1; i < j; i++, j--) {
            byte digit = buffer[i];
            buffer[i] = buffer[j];
            buffer[j] = digit;
        }
        length = at;
    }

    private void instant(long epochSecond) {
        long day = Math.floorDiv(epochSecond, 86_400L);
        int second = (int) Math.floorMod(epochSecond, 86_400L);
        // The civil date of a day, after Howard Hinnant's derivation: eras of 400 years that begin in March.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long ofEra = shifted - era * 146_097;
        long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        padded(yearOfEra + era * 400 + (month >= 10 ? 1 : 0), 4);
        put('-');
        padded(month < 10 ? month + 3 : month - 9, 2);
        put('-');
        padded(dayOfYear - (153 * month + 2) / 5 + 1, 2);
        put('T');
        padded(second / 3600, 2);
        put(':');
        padded(second / 60 % 60, 2);
        put(':');
        padded(second % 60, 2);
        put('Z');
    }

    private void padded(long number, int digits) {
        room(digits);
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            buffer[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
