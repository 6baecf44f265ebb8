/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import org.allmende.api.member.Viewer;

/**
 * Who asks for a swap.
 *
 * @param client where from; empty for the command line and the system
 */
public record Asker(Viewer viewer, String client) {

    public static Asker system() {
        return new Asker(Viewer.system(), "");
    }
}
