/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sites that are trusted here, each in a folder of its own. Thread-safe. */
public final class Sites {

    private static final Logger LOG = LoggerFactory.getLogger(Sites.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private final Path folder;
    private final Clock clock;
    private final Map<String, Site> sites = new ConcurrentHashMap<>();

    /** An entry and the site that has it. */
    public record Found(Site site, Entry entry) {}

    /** @param folder made when the first site is added */
    public Sites(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        for (Path one : folders()) {
            String id = one.getFileName().toString();
            try {
                sites.put(id, Site.read(id, one, clock));
            } catch (IOException | ProblemException e) {
                LOG.error("The site {} is left aside: {}. To have it again, remove and add it.", one, e.getMessage());
            }
        }
    }

    private List<Path> folders() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be read", e);
        }
    }

    /** By id. */
    public List<Site> all() {
        return List.copyOf(new TreeMap<>(sites).values());
    }

    /** @throws ProblemException of status 404 if there is none */
    public Site find(String id) {
        Site site = sites.get(id);
        if (site == null) {
            throw Problem.notFound("There is no site " + id + ". There are: " + new TreeMap<>(sites).keySet())
                    .asException();
        }
        return site;
    }

    /**
     * Begins to trust a site, and asks what it has.
     *
     * @param id what it is called here
     * @param fingerprint of its first keys, as its owner tells it
     * @throws Refusal if there is no site, or its keys are others
     */
    public synchronized Site add(String id, String address, String fingerprint) {
        if (!ID.matcher(id).matches()) {
            throw Problem.invalid(
                            "id", "is \"" + id + "\"; a site is called with lower-case letters, digits and hyphens")
                    .asException();
        }
        if (sites.containsKey(id)) {
            throw Problem.conflict(
                            "There is a site " + id + " already. Remove it first, or give this one another name.")
                    .asException();
        }
        Site site = Site.add(id, address, fingerprint, folder.resolve(id), clock);
        sites.put(id, site);
        try {
            site.refresh();
        } catch (RuntimeException e) {
            // Whoever is told that it can't be used does not expect it to be trusted.
            remove(id);
            throw e;
        }
        return site;
    }

    /** Trusts a site no longer. What was installed from it stays. */
    public synchronized void remove(String id) {
        find(id);
        Path gone = folder.resolve(id);
        try (Stream<Path> files = Files.walk(gone)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new Refusal(Note.of("site-not-removed", "folder", gone, "error", e.getMessage()), e);
        }
        sites.remove(id);
    }

    public List<Found> entries() {
        return stream().toList();
    }

    private Stream<Found> stream() {
        return all().stream().flatMap(site -> {
            Site.State state = site.state();
            return state.listing().stream()
                    .flatMap(listing -> listing.entries().stream())
                    .map(entry -> new Found(site, entry));
        });
    }

    /** Who vouches for an archive, if anybody does. */
    public Optional<Found> vouching(String sha256) {
        return stream()
                .filter(found -> found.entry().sha256().equals(sha256)
                        && !found.site().state().expired())
                .findFirst();
    }

    /** What is known to be wrong with a version, worst first. */
    public List<Warning> warnings(String feature, String version) {
        List<Warning> warnings = new ArrayList<>();
        for (Site site : all()) {
            site.state().listing().ifPresent(listing -> listing.warnings().stream()
                    .filter(warning -> warning.concerns(feature, version))
                    .forEach(warnings::add));
        }
        warnings.sort(Comparator.comparing(Warning::severity).reversed());
        return warnings;
    }
}
