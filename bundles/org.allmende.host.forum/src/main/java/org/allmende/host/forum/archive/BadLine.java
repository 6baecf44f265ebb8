/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

/** A line can't be taken; the message says why and is for people. */
final class BadLine extends Exception {

    BadLine(String why) {
        super(why, null, false, false);
    }
}
