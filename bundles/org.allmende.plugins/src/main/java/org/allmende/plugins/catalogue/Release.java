/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import java.util.Optional;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.site.Sites;

/**
 * A version of a feature that could be installed: it is here already, or a site has it, or both.
 *
 * @param here empty if it has to be fetched first
 * @param site who has it, and what is told about it there
 */
public record Release(String id, String version, Names names, Optional<Available> here, Optional<Sites.Found> site) {

    static Release of(Available here, Optional<Sites.Found> site) {
        return new Release(
                here.feature().id(), here.feature().version(), here.feature().names(), Optional.of(here), site);
    }

    static Release of(Sites.Found site) {
        return new Release(
                site.entry().id(), site.entry().version(), site.entry().names(), Optional.empty(), Optional.of(site));
    }

    /** What it does, as an SVG document. */
    public Optional<String> picture() {
        return here.map(one -> one.feature().about().picture())
                .orElseGet(() -> site.flatMap(found -> found.entry().picture()));
    }

    @Override
    public String toString() {
        return id + " " + version;
    }
}
