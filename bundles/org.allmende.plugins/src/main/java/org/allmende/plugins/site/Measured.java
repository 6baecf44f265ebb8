/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with a problem once more bytes came than were announced, whatever the other side says of their number. */
final class Measured extends FilterInputStream {

    private final String what;
    private final long most;
    private long count;

    Measured(InputStream in, String what, long most) {
        super(in);
        this.what = what;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        counted(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        counted(Math.max(read, 0));
        return read;
    }

    private void counted(int more) throws IOException {
        count += more;
        if (count > most) {
            throw new IOException(what + " has more than the " + most + " bytes that it may have");
        }
    }
}
