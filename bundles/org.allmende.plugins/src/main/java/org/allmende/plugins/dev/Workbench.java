/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.swap.Swaps;
import org.allmende.plugins.told.Note;

/** Watches a project and swaps in what was built. For one thread. */
public final class Workbench {

    /** What the version of a build ends with. */
    private static final Pattern MARK = Pattern.compile(".*-dev[0-9]{10,}");

    private final Project project;
    private final Swaps swaps;
    private Optional<Project.State> seen = Optional.empty();
    private Optional<Project.State> swapped = Optional.empty();
    private long build = System.currentTimeMillis() / 1000;

    /**
     * A build that was swapped in.
     *
     * @param took from when it was seen whole, to when it answers
     * @param reason why the one before stayed; empty if it did not
     */
    public record Swapped(String feature, String version, Duration took, Optional<Note> reason) {}

    public Workbench(Path folder, Swaps swaps) {
        this.project = new Project(folder);
        this.swaps = swaps;
    }

    /**
     * Looks whether something was built since the last look, and if so swaps it in. What was built just now may still be written:
     * it counts once it is the same at two looks.
     *
     * @throws org.allmende.api.problem.ProblemException naming what is wrong with it
     */
    public Optional<Swapped> look() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Optional<Project.State> now = project.state();
        boolean settled = now.isPresent() && now.equals(seen);
        seen = now;
        if (!settled || now.equals(swapped)) {
            return Optional.empty();
        }
        swapped = now;
        return Optional.of(swap(begun));
    }

    private Swapped swap(long begun) throws IOException, InterruptedException {
        Catalogue catalogue = swaps.catalogue();
        Path archive = project.pack(++build);
        Feature feature;
        try {
            feature = catalogue
                    .repository()
                    .add(archive, catalogue, Optional.empty())
                    .feature();
        } finally {
            Files.delete(archive);
        }
        Act act = swaps.ledger().installed(feature.id()).isPresent() ? Act.UPDATE : Act.INSTALL;
        Swap swap = swaps.ask(feature.id(), act, Optional.of(feature.version()), Asker.system());
        try {
            swap.settled().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a swap settles, it never fails", e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        forgetOld(feature);
        return new Swapped(
                feature.id(),
                feature.version(),
                took,
                swap.state() == Step.ROLLED_BACK ? swap.reason() : Optional.empty());
    }

    /** Builds come by the hundred: only the one that runs and the one to go back to are kept. */
    private void forgetOld(Feature newest) throws IOException {
        Optional<Installed> installed = swaps.ledger().installed(newest.id());
        for (var old : swaps.catalogue().of(newest.id())) {
            String version = old.feature().version();
            boolean kept = !MARK.matcher(version).matches()
                    || installed
                            .filter(one -> one.version().equals(version)
                                    || one.previous().equals(Optional.of(version)))
                            .isPresent();
            if (!kept) {
                swaps.catalogue().repository().forget(newest.id(), version);
            }
        }
    }
}
