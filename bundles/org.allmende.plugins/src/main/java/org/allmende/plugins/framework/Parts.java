/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Collection;
import java.util.Optional;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Bundle;

/** Whether the parts that bundles declare have come up. */
public interface Parts {

    /** The first part that has not, and what it lacks. */
    Optional<Note> missing(Collection<Bundle> bundles);
}
