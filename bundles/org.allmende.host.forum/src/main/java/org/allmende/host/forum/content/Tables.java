/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import org.allmende.api.store.Migrations;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Brings the forum's tables up to date before anything of the forum starts: whoever reads them refers to this. */
@Component(service = Tables.class)
public final class Tables {

    @Activate
    public Tables(@Reference Migrations migrations, BundleContext context) {
        migrations.apply("forum", context.getBundle(), rows -> {});
    }
}
