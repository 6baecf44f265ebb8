/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

/** What was typed can't be meant: the message says what, and what would be right. */
final class Misuse extends Exception {

    private static final long serialVersionUID = 1;

    Misuse(String message) {
        super(message);
    }
}
