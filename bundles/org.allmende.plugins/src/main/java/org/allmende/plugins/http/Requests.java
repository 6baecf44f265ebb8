/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allmende.api.lease.Generations;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Request;
import org.allmende.plugins.Plugins;
import org.allmende.plugins.allocation.Allocation;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.settings.Overrides;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.allmende.plugins.site.Hashes;
import org.allmende.plugins.site.Site;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.swap.Plan;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.swap.Swaps;
import org.allmende.plugins.told.Note;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What pages and API have in common: uploads, and waiting for a swap inside a request. A request is counted by the leases, and
 * a swap waits for all requests, so whoever waits for a swap steps aside. Thread-safe.
 */
@Component(service = Requests.class)
public final class Requests {

    static final Permission MANAGE = new Permission("plugins.manage", Role.ADMINISTRATOR);

    private static final long PATIENCE = 120;

    private final Plugins plugins;
    private final Generations generations;
    private final Overrides overrides;
    private final Allocation allocation;

    @Activate
    public Requests(
            @Reference Plugins plugins,
            @Reference Generations generations,
            @Reference Overrides overrides,
            @Reference Allocation allocation) {
        this.allocation = allocation;
        this.plugins = plugins;
        this.generations = generations;
        this.overrides = overrides;
    }

    Swaps swaps() {
        return plugins.swaps();
    }

    boolean takesUnsigned() {
        return plugins.takesUnsigned();
    }

    /** What the features allocate, as far as somebody wanted to know. */
    Allocation allocation() {
        return allocation;
    }

    static Asker asker(Request request) {
        return new Asker(request.viewer(), request.client());
    }

    Plan plan(String plugin, Act act, Optional<String> version) throws Exception {
        return generations.aside(() -> swaps().plan(plugin, act, version));
    }

    /** Begins to trust a site; it may be slow to answer. */
    void addSite(String id, String address, String fingerprint, Asker who) throws Exception {
        generations.aside(() -> {
            swaps().addSite(id, address, fingerprint, who);
            return null;
        });
    }

    /** Asks a site what it has; it may be slow to answer. */
    void refresh(Site site) throws Exception {
        generations.aside(site::refresh);
    }

    /**
     * Switches off the parts that are named, and on all others.
     *
     * @throws org.allmende.api.problem.ProblemException of status 400 naming the part that the running feature does not have
     */
    Swap parts(String plugin, Set<String> off, Asker who) {
        List<String> there =
                swaps().overview().parts(plugin).stream().map(Part::name).toList();
        if (there.isEmpty()) {
            throw Problem.conflict(plugin + " does not run, so its parts are not known. Switch it on first.")
                    .asException();
        }
        for (String name : off) {
            if (!there.contains(name)) {
                throw Problem.invalid(
                                "off",
                                "has " + name + ", which is no part of " + plugin + " as it runs; there are "
                                        + String.join(", ", there))
                        .asException();
            }
        }
        return swaps().parts(plugin, off, who);
    }

    /** Enters or leaves safe mode, and waits until what is to run does and nothing else. */
    void safeMode(boolean on, boolean asBefore, Asker who) throws Exception {
        generations.aside(() -> {
            if (on) {
                swaps().enterSafeMode(who);
            } else {
                swaps().leaveSafeMode(asBefore, who);
            }
            return null;
        });
    }

    /** Waits until a swap is on probation, done or back; not longer than two minutes. */
    void await(Swap swap) throws Exception {
        generations.aside(() -> settled(swap));
    }

    private static Swap settled(Swap swap) throws Exception {
        try {
            return swap.settled().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return swap;
        }
    }

    /**
     * Changes settings and waits until they are taken.
     *
     * @throws Overrides.NotTaken if they were not
     */
    Kept settings(String pid, Map<String, ?> values, Optional<Long> revision, Asker who) throws Exception {
        return generations.aside(() -> overrides.change(
                who.viewer(), who.client(), pid, values, revision, feature -> restarted(feature, who)));
    }

    private Optional<Note> restarted(String feature, Asker who) throws Exception {
        Swap swap = settled(swaps().ask(feature, Act.RESTART, Optional.empty(), who));
        if (!swap.settled().toCompletableFuture().isDone()) {
            return Optional.of(Note.of("restart-waits", "plugin", feature));
        }
        return swap.state() == Step.ROLLED_BACK ? swap.reason() : Optional.empty();
    }

    /**
     * Takes in an uploaded archive. One that a trusted site vouches for is as good as fetched from there.
     *
     * @throws org.allmende.api.problem.ProblemException of status 403 if nobody vouches for it and such archives are not
     *     allowed here
     */
    Feature upload(Path archive) throws IOException {
        Catalogue catalogue = swaps().catalogue();
        Optional<String> site = catalogue
                .sites()
                .vouching(Hashes.sha256(archive))
                .map(found -> found.site().id());
        if (site.isEmpty() && !takesUnsigned()) {
            throw Problem.forbidden("No site that is trusted here has signed this archive, and a bundle runs with the"
                            + " rights of the whole process. Add the site of its maker, or, to take archives as they"
                            + " are, start with --allow-unsigned.")
                    .asException();
        }
        return catalogue.repository().add(archive, catalogue, site).feature();
    }

    /** Installing, or updating what is installed already. */
    Act actFor(String plugin) {
        return swaps().ledger().installed(plugin).isPresent() ? Act.UPDATE : Act.INSTALL;
    }
}
