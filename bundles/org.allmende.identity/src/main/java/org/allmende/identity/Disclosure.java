/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.member.PersonalData;
import org.allmende.api.web.Json;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the deployment keeps about a member, for the member: what the accounts have, and a part of each host and feature.
 * A part that can't be had is named, so that nobody takes the rest for the whole. Thread-safe.
 */
@Component(service = Disclosure.class)
public final class Disclosure {

    private static final Logger LOG = LoggerFactory.getLogger(Disclosure.class);

    private final Sessions sessions;
    private final Tokens tokens;
    private final Leases leases;

    @Activate
    public Disclosure(@Reference Sessions sessions, @Reference Tokens tokens, @Reference Leases leases) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.leases = leases;
    }

    /** @param described the account itself, as its owner sees it */
    Json of(Account account, Json described) {
        Ref member = account.member().ref();
        Json all = Json.object(
                "member", described,
                "sessions", sessions(account),
                "tokens", tokens(account));
        Map<String, Object> parts = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Offer<PersonalData> offer : leases.offers(PersonalData.class)) {
            add(offer, member, parts, missing);
        }
        return all.with("parts", parts).with("missing", missing);
    }

    private void add(Offer<PersonalData> offer, Ref member, Map<String, Object> parts, List<String> missing) {
        Optional<Lease<PersonalData>> entered = leases.enter(offer);
        if (entered.isEmpty()) {
            missing.add(offer.feature());
            return;
        }
        try (Lease<PersonalData> lease = entered.get()) {
            Map<String, Object> part = lease.service().of(member);
            if (!part.isEmpty()) {
                parts.put(lease.service().part(), part);
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} can't tell what it keeps about {}", offer.label(), member, e);
            missing.add(offer.feature());
        }
    }

    private List<Json> sessions(Account account) {
        return sessions.of(account.id()).stream()
                .map(it -> Json.object("browser", it.agent(), "created", it.created(), "seen", it.seen()))
                .toList();
    }

    private List<Json> tokens(Account account) {
        return tokens.of(account.id()).stream()
                .map(it -> Json.object(
                        "name",
                        it.name(),
                        "scopes",
                        it.scopes().stream().map(Scope::word).toList(),
                        "created",
                        it.created(),
                        "used",
                        it.used()))
                .toList();
    }
}
