/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.console;

import java.util.List;

/** One word of the command line, such as {@code import}. Runs on a thread of its own; file arguments are absolute. */
public interface Verb {

    int DONE = 0;
    int FAILED = 1;
    int WRONG_USAGE = 2;

    String name();

    /** One line each: how it is called. */
    String usage();

    /**
     * @return the exit status
     */
    int run(List<String> arguments, Terminal terminal) throws Exception;
}
