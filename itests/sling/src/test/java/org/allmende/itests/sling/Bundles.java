/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.allmende.itests.sling.SlingClient.Answer;
import org.allmende.itests.support.Await;

/**
 * What is installed in a Sling, through its web console.
 *
 * <p>A bundle that stays unresolved must be uninstalled before a restart: with it, all pages would answer 503.
 */
record Bundles(SlingClient admin) {

    static final String CONSOLE = "/system/console/bundles";

    /**
     * One of them.
     *
     * @param state {@code Active}, {@code Resolved}, {@code Installed}, {@code Fragment} …
     */
    record Bundle(long id, String name, String version, String state) {

        /** Does all that it can: runs, or is attached to one that does. */
        boolean up() {
            return state.equals("Active") || state.equals("Fragment");
        }
    }

    List<Bundle> all() {
        return of(admin.get(CONSOLE + ".json").good());
    }

    /** What the console's list names. */
    static List<Bundle> of(Answer list) {
        return list.json()
                .path("data")
                .valueStream()
                .map(one -> new Bundle(
                        one.path("id").asLong(),
                        one.path("symbolicName").asString(),
                        one.path("version").asString(),
                        one.path("state").asString()))
                .toList();
    }

    /** Those of a symbolic name: none, one, or several versions. */
    List<Bundle> named(String name) {
        return all().stream().filter(one -> one.name().equals(name)).toList();
    }

    /** Installs bundles together, or updates those that there are, starts them, and waits until all are up. */
    void install(List<Path> jars) {
        List<String> wanted = jars.stream().map(Bundles::named).toList();
        Map<String, String> form = Map.of("action", "install", "bundlestartlevel", "20");
        accepted(admin.post(CONSOLE, form, "bundlefile", jars));
        // They come one by one, after the answer.
        Await.until("installed of " + wanted, () -> found(wanted).size(), wanted.size());
        for (Bundle bundle : found(wanted)) {
            if (!bundle.up()) {
                act(bundle, "start");
            }
        }
        List<Bundle> down =
                found(wanted).stream().filter(bundle -> !bundle.up()).toList();
        if (!down.isEmpty()) {
            throw new AssertionError("installed but not up: "
                    + down.stream().map(one -> one + "\n" + why(one)).toList());
        }
    }

    void install(Path... jars) {
        install(List.of(jars));
    }

    /** Uninstalls all versions of a bundle. What others took from it goes with {@link #refresh} only. */
    void uninstall(String name) {
        named(name).forEach(one -> act(one, "uninstall"));
        Await.until("versions of " + name, () -> named(name).size(), 0);
    }

    /** Has the framework wire anew what is wired to bundles that were updated or uninstalled. */
    void refresh() {
        accepted(admin.post(CONSOLE, Map.of("action", "refreshPackages")));
    }

    /** {@code start}, {@code stop}, {@code update}, {@code refresh}, {@code uninstall}. */
    void act(Bundle bundle, String action) {
        admin.post(CONSOLE + "/" + bundle.id(), Map.of("action", action)).good();
    }

    private static void accepted(Answer answer) {
        if (answer.status() != 302) {
            answer.good();
        }
    }

    private List<Bundle> found(List<String> wanted) {
        return all().stream()
                .filter(one -> wanted.contains(one.name() + " " + one.version()))
                .toList();
    }

    /** What the console says of its imports. */
    private String why(Bundle bundle) {
        return admin.get(CONSOLE + "/" + bundle.id() + ".json").body();
    }

    /** Symbolic name and version. */
    private static String named(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes headers = file.getManifest().getMainAttributes();
            String name = headers.getValue("Bundle-SymbolicName").split(";")[0].strip();
            String version =
                    Optional.ofNullable(headers.getValue("Bundle-Version")).orElse("0.0.0");
            return name + " " + version;
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " is no bundle", e);
        }
    }
}
