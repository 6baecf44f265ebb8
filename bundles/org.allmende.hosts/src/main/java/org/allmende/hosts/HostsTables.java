/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import org.allmende.api.store.Migrations;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stands for this bundle's tables being there: whoever needs them refers to it. Does nothing once it is active. */
@Component(service = HostsTables.class)
public final class HostsTables {

    @Activate
    public HostsTables(@Reference Migrations migrations, BundleContext context) {
        migrations.apply("hosts", context.getBundle(), rows -> {});
    }

    private HostsTables() {}

    /** For tests, which make the tables themselves. */
    static HostsTables made() {
        return new HostsTables();
    }
}
