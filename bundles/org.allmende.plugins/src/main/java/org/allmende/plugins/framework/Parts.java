/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Bundle;

/** Whether the parts that bundles declare have come up. */
public interface Parts {

    /** The first part that has not, and what it lacks. */
    Optional<Note> missing(Collection<Bundle> bundles);

    /** Switches components off, by name; those that are not there are passed over. */
    void disable(Collection<Bundle> bundles, Set<String> names);

    /** What can be switched off by itself, by name. */
    List<Part> of(Collection<Bundle> bundles);
}
