/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import org.allmende.plugins.told.Note;

/** Where a feature came from, and so who answers for it. */
public sealed interface Provenance {

    /** With the distribution. */
    record Shipped() implements Provenance {}

    /** By an upload that nobody signed. */
    record Unsigned() implements Provenance {}

    /**
     * From a site, in an archive that its catalogue vouches for.
     *
     * @param site what the site is called here
     */
    record Signed(String site) implements Provenance {}

    /** As it is told to people. */
    default Note note() {
        return switch (this) {
            case Shipped any -> Note.of("shipped");
            case Unsigned any -> Note.of("uploaded");
            case Signed signed -> Note.of("signed", "site", signed.site());
        };
    }
}
