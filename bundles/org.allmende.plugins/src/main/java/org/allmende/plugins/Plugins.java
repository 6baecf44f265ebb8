/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.allmende.api.audit.Audit;
import org.allmende.api.event.Events;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Leases;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Store;
import org.allmende.api.web.Rehearsal;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Repository;
import org.allmende.plugins.framework.OsgiGround;
import org.allmende.plugins.framework.Parts;
import org.allmende.plugins.framework.Settings;
import org.allmende.plugins.journal.FileDisk;
import org.allmende.plugins.journal.LastWords;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.swap.Limits;
import org.allmende.plugins.swap.Swaps;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of this deployment: brings them up when it starts, and holds what swaps them.
 *
 * <p>Once all are up, or have been found not to come up, it registers a {@link Runnable} with {@code allmende.ready=true}: the
 * launcher waits for it. Thread-safe.
 */
@Component(service = Plugins.class, immediate = true)
@Designate(ocd = Plugins.Durations.class)
public final class Plugins {

    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

    @ObjectClassDefinition(name = "%settings.title", localization = "OSGI-INF/l10n/messages")
    @interface Durations {
        /** Seconds that the activators of a generation may take together. */
        @AttributeDefinition(name = "%settings.start", min = "1")
        int start() default 30;

        /** Seconds that a bundle may take to stop. */
        @AttributeDefinition(name = "%settings.stop", min = "1")
        int stop() default 10;

        /** Seconds from started to healthy. */
        @AttributeDefinition(name = "%settings.healthy", min = "1")
        int healthy() default 20;

        /** Seconds that calls under way may take at a switch, before they are cut off. */
        @AttributeDefinition(name = "%settings.drain", min = "1")
        int drain() default 30;

        /** Minutes for which a new version is watched. */
        @AttributeDefinition(name = "%settings.probation", min = "0")
        int probation() default 60;

        /** Seconds between two looks at a version that is watched; a change takes effect at the next start. */
        @AttributeDefinition(name = "%settings.watch", min = "1")
        int watch() default 5;

        /** Hours between two looks at what sites have; 0 for never. */
        @AttributeDefinition(name = "%settings.news", min = "0")
        int news() default 6;
    }

    private final BundleContext context;
    private final FileDisk disk;
    private final OsgiGround ground;
    private final Swaps swaps;
    private final boolean unsigned;
    private final boolean safe;
    private volatile Limits limits;
    private volatile Duration news;
    private volatile boolean stopped;
    private ServiceRegistration<Runnable> ready;

    /**
     * @throws IOException if the journal can't be read or written
     */
    @Activate
    public Plugins(
            BundleContext context,
            Durations durations,
            @Reference Generations generations,
            @Reference Leases leases,
            @Reference Migrations migrations,
            @Reference Parts parts,
            @Reference Settings settings,
            @Reference Rehearsal rehearsal,
            @Reference Events events,
            @Reference Store store,
            @Reference Audit audit,
            @Reference Clock clock)
            throws IOException {
        this.context = context;
        this.limits = limits(durations);
        this.news = Duration.ofHours(durations.news());
        Path root = Path.of(context.getProperty("allmende.home"));
        Path home = root.resolve("plugins");
        LastWords lastWords = new LastWords(root);
        Path distribution = Path.of(context.getProperty("allmende.dist"));
        this.unsigned = Boolean.parseBoolean(context.getProperty("allmende.allow-unsigned"));
        this.safe = Boolean.parseBoolean(context.getProperty("allmende.safe"));
        this.disk = new FileDisk(home.resolve("journal"));
        Catalogue catalogue = new Catalogue(
                distribution,
                new Repository(home.resolve("repository"), distribution),
                new Sites(home.resolve("sites"), clock));
        this.ground = new OsgiGround(
                context, generations, leases, migrations, parts, settings, rehearsal, events, () -> limits);
        Ledger ledger = new Ledger(disk, clock, lastWords.fault());
        lastWords.forget();
        this.swaps = new Swaps(ledger, catalogue, ground, new StoreRecorder(store, audit), clock, () -> limits);
        catalogue.broken().forEach(broken -> LOG.error("{} is not usable: {}", broken.file(), broken.reason()));
        Thread.ofPlatform().daemon().name("allmende boot").start(this::boot);
    }

    private static Limits limits(Durations durations) {
        return new Limits(
                Duration.ofSeconds(durations.start()),
                Duration.ofSeconds(durations.stop()),
                Duration.ofSeconds(durations.healthy()),
                Duration.ofSeconds(durations.drain()),
                Duration.ofMinutes(durations.probation()),
                Duration.ofSeconds(durations.watch()));
    }

    @Modified
    void durations(Durations changed) {
        limits = limits(changed);
        news = Duration.ofHours(changed.news());
    }

    /** How long it is between two looks at what sites have; zero for never. */
    Duration news() {
        return news;
    }

    /** What swaps them. */
    public Swaps swaps() {
        return swaps;
    }

    /** Whether an archive may be installed that nobody has signed. */
    public boolean takesUnsigned() {
        return unsigned;
    }

    private void boot() {
        try {
            if (safe) {
                swaps.beginSafe(wanted());
            } else {
                swaps.boot(wanted());
            }
            announce();
        } catch (RuntimeException e) {
            if (!stopped) {
                LOG.error("Features were not brought up", e);
            }
        }
    }

    private List<String> wanted() {
        String wanted = context.getProperty("allmende.features");
        if (wanted == null || wanted.isBlank()) {
            return swaps.catalogue().shippedIds();
        }
        return wanted.trim().equals("none")
                ? List.of()
                : Arrays.stream(wanted.split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
    }

    private synchronized void announce() {
        if (!stopped) {
            ready = context.registerService(Runnable.class, () -> {}, new Hashtable<>(Map.of("allmende.ready", true)));
        }
    }

    @Deactivate
    void stop() throws IOException {
        synchronized (this) {
            stopped = true;
            if (ready != null) {
                ready.unregister();
            }
        }
        swaps.close();
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.STOPPING) {
            swaps.stopAll();
            ground.close();
        }
        disk.close();
    }
}
