/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import org.allmende.api.store.Migrations;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stands for this bundle's tables being there: whoever needs them refers to it. Does nothing once it is active. */
@Component(service = IdentityTables.class)
public final class IdentityTables {

    @Activate
    public IdentityTables(@Reference Migrations migrations, BundleContext context) {
        migrations.apply("identity", context.getBundle(), rows -> {});
    }

    private IdentityTables() {}

    /** For tests, which make the tables themselves. */
    static IdentityTables made() {
        return new IdentityTables();
    }
}
