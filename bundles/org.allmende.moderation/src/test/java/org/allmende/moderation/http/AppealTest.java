/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Method;
import org.allmende.api.web.Route;
import org.allmende.moderation.pages.ReportPages;
import org.junit.jupiter.api.Test;

class AppealTest {

    @Test
    void objectingIsMoreThanReadingOverHttpAndOnThePage() {
        List<Route> routes =
                List.of(new ModerationApi(null, null, null, null), new ReportPages(null, null, null, null, null, null));

        assertThat(routes.stream()
                        .flatMap(route -> route.endpoints().stream())
                        .filter(it -> it.method() == Method.POST && it.path().endsWith("/appeal"))
                        .map(Endpoint::permission))
                .containsExactly(Permission.APPEAL, Permission.APPEAL);
    }
}
