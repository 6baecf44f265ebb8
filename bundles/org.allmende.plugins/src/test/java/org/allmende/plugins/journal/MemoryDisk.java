/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** A disk in memory that can fail or "lose power" at a given write. */
public final class MemoryDisk implements Disk {

    /** What of the fatal line reaches the disk. */
    public enum Death {
        NOTHING,
        HALF,
        ALL
    }

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int writes;
    private int deadlyWrite = Integer.MAX_VALUE;
    private Death death = Death.NOTHING;
    private boolean full;

    public MemoryDisk() {}

    public MemoryDisk(byte[] content) {
        this.content.writeBytes(content);
    }

    /** From the {@code number}th line on (counted from 1) the power is off. */
    public MemoryDisk dyingAt(int number, Death how) {
        deadlyWrite = number;
        death = how;
        return this;
    }

    /** No room, until there is room again. */
    public void full(boolean isFull) {
        full = isFull;
    }

    public int writes() {
        return writes;
    }

    @Override
    public synchronized byte[] read() {
        return content.toByteArray();
    }

    @Override
    public synchronized void append(byte[] line) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        writes++;
        if (writes < deadlyWrite) {
            content.writeBytes(line);
            return;
        }
        if (writes == deadlyWrite) {
            content.writeBytes(
                    switch (death) {
                        case NOTHING -> new byte[0];
                        case HALF -> Arrays.copyOf(line, line.length / 2);
                        case ALL -> line;
                    });
        }
        throw new PowerCut();
    }

    @Override
    public synchronized void replace(byte[] all) {
        content.reset();
        content.writeBytes(all);
    }

    /** Ends a test's process: nothing catches it. */
    public static final class PowerCut extends Error {
        PowerCut() {
            super("the power is off", null, false, false);
        }
    }
}
