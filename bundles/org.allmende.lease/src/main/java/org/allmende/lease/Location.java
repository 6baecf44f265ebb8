/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** What the location of a bundle says: {@code gen:search/7/org.allmende.search} belongs to the generation {@code gen:search/7/}. */
final class Location {

    private static final String GENERATION = "gen:";

    private Location() {}

    static boolean isGeneration(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle != null && isGeneration(bundle);
    }

    static boolean isGeneration(Bundle bundle) {
        return bundle.getLocation().startsWith(GENERATION);
    }

    /** The prefix that all bundles of its generation share; empty for a bundle of no generation. */
    static Optional<String> prefix(Bundle bundle) {
        String location = bundle.getLocation();
        int feature = location.indexOf('/');
        int number = location.indexOf('/', feature + 1);
        return location.startsWith(GENERATION) && feature > 0 && number > 0
                ? Optional.of(location.substring(0, number + 1))
                : Optional.empty();
    }
}
