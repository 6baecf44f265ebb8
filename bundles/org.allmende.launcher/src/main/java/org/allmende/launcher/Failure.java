/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

/** What went wrong and how to cure it, in one line for the terminal. Ends the program with status 1. */
final class Failure extends RuntimeException {

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
