/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.osgi.framework.Bundle;

/** Where a generation's settings go before it starts. */
public interface Settings {

    /**
     * Gives settings to bundles of a generation, and to nobody else: the old generation may want others for the same PID.
     *
     * @param configurations by PID
     */
    void give(Collection<Bundle> bundles, Map<String, Map<String, Object>> configurations) throws IOException;

    /** Takes back what was given to bundles whose locations begin with a prefix; asked while they are there. */
    void takeBack(String prefix);
}
