/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.event.Events;
import org.allmende.api.text.LanguageDetector;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;

/** Each feature's life in a framework: installed, used, swapped, stopped by hand, removed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FeaturesTest {

    private static final String GERMAN = "Wo ist hier bitte der Bahnhof, und wann fährt der letzte Zug?";

    @Inject
    private BundleContext context;

    @Inject
    @Filter("(component.name=org.allmende.plugins.console.PluginsVerb)")
    private Verb plugins;

    /** Injected once everything is up, so that no test begins before. */
    @Inject
    @Filter("(allmende.ready=true)")
    private Runnable ready;

    @Inject
    private Events events;

    /** The permanent proxy: it is there whether the feature is or not. */
    @Inject
    private LanguageDetector detector;

    private Site site;

    @Configuration
    public Option[] configuration() {
        return Suite.options("none");
    }

    @Before
    public void reach() {
        site = new Site(context.getProperty("allmende.port"));
    }

    @Test
    public void search() throws Exception {
        live("search", "/api/v1/search?q=x", () -> {
            String word = "w" + System.nanoTime();
            write("Slugs and " + word);
            // Handled is not yet shown: a searcher is opened anew some 50 ms later.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (found(word) == 0 && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            assertEquals(1, found(word));
            return null;
        });
    }

    @Test
    public void moderation() throws Exception {
        live("moderation", "/api/v1/moderation/cases", () -> {
            String post = write("Cheap watches");
            site.post("/api/v1/reports", Map.of("post", post, "reason", "spam"));
            String cases = site.get("/api/v1/moderation/cases?limit=1000").body();
            assertTrue(cases, cases.contains("forum:post:" + post));
            return null;
        });
    }

    @Test
    public void localization() throws Exception {
        live("localization", "/api/v1/text/language", () -> {
            assertEquals("de", detector.detect(GERMAN).language().toLanguageTag());
            return null;
        });
        assertFalse("nobody is behind the proxy now", detector.detect(GERMAN).isKnown());
    }

    @Test
    public void campaigns() throws Exception {
        live("campaigns", "/api/v1/campaigns", () -> {
            String title = "Festival " + System.nanoTime();
            Map<String, String> plan =
                    Map.of("kind", "announcement", "title", title, "body", "On Saturday.", "from", "2026-01-01T00:00");
            String id = site.post("/api/v1/campaigns", plan).path("id").asString();
            site.post("/api/v1/campaigns/" + id + "/start", Map.of());
            assertTrue(site.get("/").body().contains(title));
            site.post("/api/v1/campaigns/" + id + "/stop", Map.of());
            return null;
        });
    }

    private int found(String word) {
        return site.get("/api/v1/search?q=" + word).json().path("total").asInt();
    }

    /** Installed, used, swapped and used, stopped by hand and brought back by a swap, removed. */
    private void live(String feature, String call, Callable<Void> use) throws Exception {
        assertEquals(404, site.get(call).status());
        says("install", feature);
        List<Bundle> first = generation(feature);
        assertFalse(feature + " has bundles", first.isEmpty());
        use.call();

        says("restart", feature);
        List<Bundle> second = generation(feature);
        assertNotEquals("a fresh generation", prefix(first), prefix(second));
        awaitUninstalled(first);
        use.call();

        for (Bundle bundle : second) {
            stop(bundle);
        }
        assertEquals("the site goes on without it", 200, site.get("/").status());
        says("restart", feature);
        use.call();

        says("remove", feature);
        assertEquals(List.of(), generation(feature));
        assertEquals(404, site.get(call).status());
        assertTrue(site.get(call).body().contains(feature));
    }

    private static void stop(Bundle bundle) throws BundleException {
        bundle.stop();
        assertEquals(Bundle.RESOLVED, bundle.getState());
    }

    private void says(String... words) throws Exception {
        List<String> said = new ArrayList<>();
        int status = plugins.run(Arrays.asList(words), new Terminal() {
            @Override
            public void line(String text) {
                said.add(text);
            }

            @Override
            public void error(String text) {
                said.add(text);
            }

            @Override
            public void progress(String what, long done, long total) {
                said.add(what);
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        });
        assertEquals(Arrays.asList(words) + " said " + said, Verb.DONE, status);
    }

    /** What was stopped is uninstalled a little later. */
    private void awaitUninstalled(List<Bundle> bundles) throws InterruptedException {
        Semaphore uninstalled = new Semaphore(0);
        SynchronousBundleListener listener = event -> {
            if (event.getType() == BundleEvent.UNINSTALLED) {
                uninstalled.release();
            }
        };
        context.addBundleListener(listener);
        try {
            while (bundles.stream().anyMatch(bundle -> bundle.getState() != Bundle.UNINSTALLED)) {
                assertTrue(bundles + " are uninstalled", uninstalled.tryAcquire(30, TimeUnit.SECONDS));
            }
        } finally {
            context.removeBundleListener(listener);
        }
    }

    private List<Bundle> generation(String feature) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("gen:" + feature + "/"))
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .toList();
    }

    private static String prefix(List<Bundle> bundles) {
        String location = bundles.getFirst().getLocation();
        return location.substring(0, location.lastIndexOf('/'));
    }

    /** Opens a topic and waits until all consumers of events have handled it. */
    private String write(String title) throws InterruptedException {
        String space = site.post("/api/v1/spaces", Map.of("name", "Space " + System.nanoTime()))
                .path("id")
                .asString();
        String post = site.post("/api/v1/topics", Map.of("space", space, "title", title, "body", "They ate it all."))
                .path("post")
                .path("id")
                .asString();
        assertTrue("every consumer has handled it", events.settled(TimeUnit.SECONDS.toMillis(20)));
        return post;
    }
}
