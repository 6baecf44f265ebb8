/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes text smaller on its way. Keeps a few deflaters, whose native memory is dear to make. Thread-safe. */
public final class Compression implements AutoCloseable {

    private static final int WORTHWHILE = 1_000;
    private static final int KEPT = 16;
    /** Between size and time: a page of 40 KB takes a quarter of a millisecond. */
    private static final int LEVEL = 3;

    private final ConcurrentLinkedQueue<Deflater> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    public static boolean isWorthwhile(String type, long length) {
        return length >= WORTHWHILE
                && (type.startsWith("text/")
                        || type.startsWith("application/json")
                        || type.startsWith("application/problem+json")
                        || type.startsWith("application/javascript")
                        || type.startsWith("image/svg"));
    }

    public byte[] gzip(byte[] plain) {
        Deflater deflater = idle.poll();
        if (deflater == null) {
            deflater = new Deflater(LEVEL, true);
        } else {
            count.decrementAndGet();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 3 + 64);
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        CRC32 crc = new CRC32();
        crc.update(plain);
        little(out, (int) crc.getValue());
        little(out, plain.length);
        if (count.incrementAndGet() <= KEPT) {
            deflater.reset();
            idle.add(deflater);
        } else {
            count.decrementAndGet();
            deflater.end();
        }
        return out.toByteArray();
    }

    private static void little(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }

    @Override
    public void close() {
        for (Deflater deflater = idle.poll(); deflater != null; deflater = idle.poll()) {
            deflater.end();
        }
    }
}
