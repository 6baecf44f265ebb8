/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import java.util.List;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.member.PersonalData;
import org.allmende.api.web.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a member did to the deployment, for that member. Thread-safe. */
@Component(service = PersonalData.class)
public final class AuditData implements PersonalData {

    private static final int ACTS = 10_000;

    private final AuditTrail trail;

    @Activate
    public AuditData(@Reference AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public String part() {
        return "audit";
    }

    @Override
    public Map<String, Object> of(Ref member) {
        List<Json> acts = trail.of(member.toString(), ACTS).stream()
                .map(it -> Json.object(
                        "time",
                        it.time(),
                        "act",
                        it.act(),
                        "subject",
                        it.subject(),
                        "detail",
                        it.detail(),
                        "client",
                        it.client()))
                .toList();
        return acts.isEmpty() ? Map.of() : Map.of("administrativeActs", acts);
    }
}
