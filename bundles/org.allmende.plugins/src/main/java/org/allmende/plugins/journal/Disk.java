/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.IOException;

/** Where the journal lies. Used by one thread at a time. */
public interface Disk {

    /** All that is there; empty if there is nothing yet. */
    byte[] read() throws IOException;

    /** Adds a line. It is on the disk when this returns; if it throws, nothing of it will be read later, as far as can be helped. */
    void append(byte[] line) throws IOException;

    /** Puts {@code content} in place of all that is there, wholly or not at all. */
    void replace(byte[] content) throws IOException;
}
