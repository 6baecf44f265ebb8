/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.nio.file.Path;
import java.util.Map;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.text.BundleMessages;
import org.allmende.text.CommonMark;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The real messages and markup of a bundle. */
public final class TestMessages {

    private TestMessages() {}

    /** @param resources the folder that has {@code OSGI-INF/l10n/} in it */
    public static Messages of(Path resources) {
        Bundle bundle = StandIns.bundle("org.allmende.test", resources);
        return new BundleMessages(StandIns.component(bundle, context(bundle)));
    }

    public static Markup markup() {
        return new CommonMark(context(StandIns.bundle("org.allmende.test", Path.of("."))));
    }

    private static BundleContext context(Bundle bundle) {
        return StandIns.context(Map.of(), bundle);
    }
}
