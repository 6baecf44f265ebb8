/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.console;

import org.osgi.annotation.versioning.ProviderType;

/** Where a verb writes. */
@ProviderType
public interface Terminal {

    /** A line on standard output. */
    void line(String text);

    /** A line on standard error. */
    void error(String text);

    /** How far it is; shown as a bar where standard error is a terminal, else not at all. */
    void progress(String what, long done, long total);

    /** Whether whoever asked has gone. */
    boolean cancelled();
}
