/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.journal.Ledger;

/** What an act would bring as things are, or the problem that says why it makes no sense. Thread-safe. */
final class Targets {

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Running running;

    Targets(Ledger ledger, Catalogue catalogue, Running running) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.running = running;
    }

    /**
     * The version that an act would bring; empty for a removal.
     *
     * @throws ProblemException if the act makes no sense as things are
     */
    Optional<Release> of(String plugin, Act act, Optional<String> version) {
        Optional<Installed> now = ledger.installed(plugin);
        switch (act) {
            case INSTALL -> {
                if (now.isPresent()) {
                    throw conflict(plugin + " is installed already, in version "
                            + now.get().version() + ". To change the version, update it.");
                }
                return Optional.of(available(plugin, version));
            }
            case UPDATE -> {
                Installed before = installed(plugin);
                if (ledger.isHeld(plugin)) {
                    throw conflict(plugin + " is held at " + before.version() + ". To update it, release it first.");
                }
                Release next = available(plugin, version);
                if (next.version().equals(before.version())) {
                    throw conflict(
                            plugin + " is " + before.version() + " already. To start that version afresh, restart it.");
                }
                return Optional.of(next);
            }
            case RESTART -> {
                refuseOff(installed(plugin));
                return Optional.of(
                        available(plugin, Optional.of(installed(plugin).version())));
            }
            case ROLLBACK -> {
                refuseOff(installed(plugin));
                String previous = installed(plugin)
                        .previous()
                        .orElseThrow(() -> conflict("There is no version of " + plugin + " to go back to."));
                if (version.isPresent() && !version.get().equals(previous)) {
                    throw conflict("The version of " + plugin + " to go back to is " + previous + " by now, no longer "
                            + version.get() + ".");
                }
                return Optional.of(available(plugin, Optional.of(previous)));
            }
            case REMOVE -> {
                installed(plugin);
                return Optional.empty();
            }
            case OFF -> {
                if (installed(plugin).off()) {
                    throw conflict(plugin + " is switched off already.");
                }
                return Optional.empty();
            }
            case ON -> {
                Installed here = installed(plugin);
                if (running.of(plugin).isPresent()) {
                    throw conflict(plugin + " runs already.");
                }
                return Optional.of(available(plugin, Optional.of(here.version())));
            }
        }
        throw new IllegalStateException(act.name());
    }

    private static void refuseOff(Installed one) {
        if (one.off()) {
            throw conflict(one.plugin() + " is switched off. Switch it on first.");
        }
    }

    /** @throws ProblemException of status 404 if it is not installed */
    Installed installed(String plugin) {
        return ledger.installed(plugin)
                .orElseThrow(() -> Problem.notFound("The feature " + plugin + " is not installed."
                                + choice(
                                        "Installed",
                                        ledger.installed().stream()
                                                .map(Installed::plugin)
                                                .toList()))
                        .asException());
    }

    /** @throws ProblemException of status 404 if there is none */
    Release available(String plugin, Optional<String> version) {
        List<Release> all = catalogue.releases(plugin);
        if (all.isEmpty()) {
            throw Problem.notFound("There is no feature " + plugin + "."
                            + choice(
                                    "There are",
                                    catalogue.releases().stream()
                                            .map(Release::id)
                                            .distinct()
                                            .toList()))
                    .asException();
        }
        return version.isEmpty()
                ? all.getFirst()
                : all.stream()
                        .filter(one -> one.version().equals(version.get()))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound("There is no version " + version.get() + " of " + plugin
                                        + "."
                                        + choice(
                                                "There are",
                                                all.stream()
                                                        .map(Release::version)
                                                        .toList()))
                                .asException());
    }

    private static String choice(String words, List<String> names) {
        return names.isEmpty() ? "" : " " + words + ": " + String.join(", ", names) + ".";
    }

    private static ProblemException conflict(String detail) {
        return Problem.conflict(detail).asException();
    }
}
