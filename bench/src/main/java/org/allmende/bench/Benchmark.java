/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.util.Map;

/** One benchmark or evaluation. */
public interface Benchmark {

    /** As named on the command line. */
    String name();

    /** One line: what it measures and its options. */
    String usage();

    /**
     * Measures.
     *
     * @return what is written as JSON: plain maps, lists, numbers, text
     */
    Map<String, Object> run(Options options) throws Exception;
}
