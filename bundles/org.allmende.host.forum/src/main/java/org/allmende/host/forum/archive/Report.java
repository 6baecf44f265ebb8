/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.nio.file.Path;
import org.allmende.api.console.Terminal;
import org.allmende.api.text.Phrases;

/** Tells which lines could not be taken, the first thousand by number, and counts what was done. For one thread. */
final class Report {

    private static final int SHOWN = 1000;

    private final Phrases phrases;
    private final Terminal terminal;

    private long errors;
    private long shown;

    long members;
    long spaces;
    long topics;
    long posts;
    long known;

    Report(Phrases phrases, Terminal terminal) {
        this.phrases = phrases;
        this.terminal = terminal;
    }

    /** Where an entry stands. */
    record Place(Path file, long line) {}

    /** A line that is left out. */
    void bad(Place place, String why) {
        errors++;
        tell(place, why);
    }

    /** A line that is taken, but not all of it. */
    void note(Place place, String why) {
        tell(place, why);
    }

    private void tell(Place place, String why) {
        if (shown++ < SHOWN) {
            terminal.error(phrases.get(
                    "import.bad-line", "file", place.file().getFileName(), "line", place.line(), "reason", why));
        }
    }

    /** Says how many were not told one by one. */
    void close() {
        if (shown > SHOWN) {
            terminal.error(phrases.get("import.more-errors", "count", shown - SHOWN));
        }
    }

    long errors() {
        return errors;
    }
}
