/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does for the suite what its launcher does in a framework of its own: takes the home, clears away what an earlier life left in
 * the framework, lays out the features that came along, and says by properties where all that is. Started before every other
 * bundle of the suite. For the framework's threads only.
 */
public final class Guest implements BundleActivator {

    private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

    private Home home;
    private Properties properties;
    private ServiceRegistration<CollisionHook> twins;

    @Override
    public void start(BundleContext context) throws IOException {
        Path place = place(context);
        home = Home.take(place);
        sweep(context, place);
        Path distribution = new Distribution(place.resolve("dist")).lay(context.getBundles());
        properties = Properties.set(context, place, distribution);
        twins = context.registerService(CollisionHook.class, new Twins(), null);
        LOG.info("Allmende is a guest here; its home is {}", place);
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        twins.unregister();
        properties.unset();
        home.close();
    }

    private static Path place(BundleContext context) {
        String said = context.getProperty("allmende.home");
        if (said != null && !said.isBlank()) {
            return Path.of(said.strip()).toAbsolutePath().normalize();
        }
        return Optional.ofNullable(context.getProperty("sling.home"))
                .filter(home -> !home.isBlank())
                .map(home -> Path.of(home.strip()).toAbsolutePath().normalize().resolve("allmende"))
                .orElseThrow(() -> new IllegalStateException(
                        "Nothing says where the suite is to keep what it has. Cure: set the framework or system property"
                                + " allmende.home to a directory"));
    }

    /**
     * The framework remembers bundles over a restart; the suite's journal alone says which of its features run. One that stays
     * and does not resolve would keep some systems from answering at all.
     */
    private static void sweep(BundleContext context, Path home) {
        List<Bundle> left = Left.of(context.getBundles(), home);
        for (Bundle bundle : left) {
            try {
                bundle.uninstall();
            } catch (BundleException | IllegalStateException e) {
                LOG.warn("{} is left of an earlier life and can not be removed: {}", bundle, e.getMessage());
            }
        }
        if (!left.isEmpty()) {
            LOG.info("{} bundles of features were left here and are brought up anew", left.size());
        }
    }
}
