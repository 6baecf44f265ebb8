/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.event;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The log of events. A runtime service; thread-safe. */
@ProviderType
public interface Events {

    /** The newest offset, 0 if there is none. */
    long newest();

    /** The oldest offset that is kept. */
    long floor();

    /**
     * Events after {@code offset} in order, at most {@code limit}.
     *
     * @throws org.allmende.api.problem.ProblemException of status 410 if {@code offset} lies before {@link #floor}
     */
    List<Event> after(long offset, int limit);

    /** Runs {@code arrived} when there are new events, soon and maybe once for several; it should only wake somebody up. */
    AutoCloseable listen(Runnable arrived);

    /** How far each consumer of an installed feature has got. */
    List<Progress> progress();

    /** Waits until every consumer has handled what is recorded now, at most {@code millis}; false if one has not. */
    boolean settled(long millis) throws InterruptedException;

    /**
     * Has consumers begin no further batch until the pause is closed, and never longer than {@code atMost}. For who records
     * very many events at once, such as an import: those who handle them would only take the processors from it. Nothing is
     * lost, they lag and then go on where they were; what is replayed does not wait.
     */
    default Pause pause(Duration atMost) {
        return () -> {};
    }

    /** A pause of the consumers, over once it is closed; closing it again does nothing. */
    interface Pause extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param cursor the offset up to which it has handled everything
     * @param lag events recorded after it
     */
    record Progress(String consumer, String feature, long cursor, long lag, long deadLetters) {}
}
