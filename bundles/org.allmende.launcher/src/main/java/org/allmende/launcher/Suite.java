/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.launch.Framework;

/**
 * The framework with the runtime in it: booted, ready, stopped.
 *
 * <p>The framework's cache is made anew at each start and its bundles start transiently, so nothing here remembers what ran
 * before: the plugins bundle's journal does. To be used by one thread, but for {@link #stop()}, which any may call.
 */
final class Suite {

    private static final String READY = "(allmende.ready=true)";

    private final Framework framework;
    private final CountDownLatch ready = new CountDownLatch(1);

    /** The HTTP server: started last, so that nobody comes in before all is there, and stopped first. */
    private volatile Optional<Bundle> door = Optional.empty();

    private Suite(Framework framework) {
        this.framework = framework;
    }

    /**
     * Boots the runtime of {@code distribution} on {@code home}. Features are not up yet when this returns: {@link #awaitReady}.
     *
     * @throws Failure naming the bundle that does not resolve or start
     */
    static Suite boot(Distribution distribution, Path home, Map<String, String> settings) {
        Map<String, Object> properties = new HashMap<>(distribution.properties());
        properties.putAll(settings);
        properties.put("allmende.home", home.toString());
        properties.put("allmende.dist", distribution.path().toString());
        properties.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // The home's lock guards the cache too.
        properties.put("felix.cache.locking", "false");
        // The same library may be there in two versions, and the same feature in two generations.
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        Map<String, String> texts = new HashMap<>();
        properties.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        Suite suite = new Suite(new FrameworkFactory().newFramework(texts));
        try {
            suite.start(distribution.bundles());
            return suite;
        } catch (BundleException | InvalidSyntaxException e) {
            suite.stop();
            throw new Failure("The framework does not start: " + e.getMessage(), e);
        } catch (Failure e) {
            suite.stop();
            throw e;
        }
    }

    private void start(List<Path> jars) throws BundleException, InvalidSyntaxException {
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addServiceListener(this::heard, READY);
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            bundles.add(context.installBundle("reference:" + jar.toUri(), null));
        }
        door = bundles.isEmpty() ? Optional.empty() : Optional.of(bundles.getLast());
        framework.start();
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                start(bundle);
            }
        }
    }

    private static void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
        } catch (BundleException e) {
            String reason =
                    e.getMessage() == null ? e.toString() : e.getMessage().replaceAll("\\s*\\R\\s*", " ");
            Throwable cause = e.getCause();
            throw new Failure(
                    "The bundle " + bundle.getSymbolicName() + " does not "
                            + (bundle.getState() == Bundle.INSTALLED ? "resolve" : "start") + ": " + reason
                            + (cause == null ? "" : " (" + cause + ")"),
                    e);
        }
    }

    private void heard(ServiceEvent event) {
        if (event.getType() != ServiceEvent.UNREGISTERING) {
            ready.countDown();
        }
    }

    /**
     * Waits until every feature is switched in and healthy and a probe of each route was answered.
     *
     * @return false if the time is over
     */
    boolean awaitReady(long time, TimeUnit unit) throws InterruptedException {
        return ready.await(time, unit);
    }

    /** Bundles that should run and don't, for a person who waits. */
    List<String> missing() {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if ((bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0
                    && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                names.add(bundle.getSymbolicName());
            }
        }
        return names;
    }

    /** Blocks until the framework has stopped, whoever stopped it. */
    void awaitStop() throws InterruptedException {
        while (framework.waitForStop(0).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
            // Zero means for ever; a time-out is an answer all the same.
        }
    }

    /**
     * Stops everything in good order. Does nothing when it has stopped already.
     *
     * @return false if something did not stop in time
     */
    boolean stop() {
        try {
            // Features would go first, being installed last, and whoever came in then would find nothing there.
            if (door.isPresent() && door.get().getState() == Bundle.ACTIVE) {
                door.get().stop(Bundle.STOP_TRANSIENT);
            }
            framework.stop();
            return framework.waitForStop(40_000).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
