/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.net.URL;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * The messages of one bundle, found in its {@code OSGI-INF/l10n/messages*.properties} and in those of its fragments, so
 * that a language can be added without touching the bundle.
 *
 * <p>One instance for each bundle that refers to {@link Messages}; with that bundle's last reference it and all it has
 * read go, so a swapped generation leaves nothing behind. Thread-safe.
 */
@Component(service = Messages.class, scope = ServiceScope.BUNDLE)
public final class BundleMessages implements Messages {

    private static final String FOLDER = "OSGI-INF/l10n";
    /** Its languages are the deployment's. */
    private static final String SHELL = "org.allmende.web";

    private final Bundle bundle;
    private final BundleContext context;
    private final Readers readers;
    /** Files by language tag; empty for English. */
    private final Map<String, List<URL>> files;
    /** At most as many as there are files, and one. */
    private final Map<Locale, Catalogue> catalogues = new ConcurrentHashMap<>();

    private volatile Set<Locale> languages = Set.of();

    @Activate
    public BundleMessages(ComponentContext component) {
        this(component.getUsingBundle(), component.getBundleContext());
    }

    BundleMessages(Bundle bundle, BundleContext context) {
        this.bundle = bundle;
        this.context = context;
        this.readers = new Readers();
        this.files = files(bundle);
    }

    @Override
    public Phrases in(Locale locale, ZoneId zone) {
        return new ReaderPhrases(locale, zone, nearest(locale), readers);
    }

    @Override
    public Set<Locale> languages() {
        Set<Locale> known = languages;
        if (known.isEmpty()) {
            known = spoken(shell());
            languages = known;
        }
        return known;
    }

    private Bundle shell() {
        if (context != null) {
            for (Bundle other : context.getBundles()) {
                if (SHELL.equals(other.getSymbolicName())) {
                    return other;
                }
            }
        }
        return bundle;
    }

    private static Set<Locale> spoken(Bundle bundle) {
        Set<Locale> spoken = new LinkedHashSet<>();
        spoken.add(Locale.ENGLISH);
        files(bundle).keySet().stream()
                .filter(tag -> !tag.isEmpty())
                .map(Locale::forLanguageTag)
                .forEach(spoken::add);
        return Collections.unmodifiableSet(spoken);
    }

    private Catalogue nearest(Locale locale) {
        if (locale.equals(PseudoLocale.LOCALE)) {
            Catalogue english = english(); // not inside: a map must not be asked while it computes
            return catalogues.computeIfAbsent(locale, any -> english.accented());
        }
        return nearest(locale.stripExtensions().toLanguageTag());
    }

    /** The language's own file, with what is missing in it taken from the language it is a kind of. */
    private Catalogue nearest(String tag) {
        if (tag.isEmpty()) {
            return english();
        }
        String wider = tag.substring(0, Math.max(0, tag.lastIndexOf('-')));
        List<URL> own = files.get(tag);
        if (own == null) {
            return nearest(wider);
        }
        Locale language = Locale.forLanguageTag(tag);
        Catalogue known = catalogues.get(language);
        if (known == null) {
            known = Catalogue.read(language, own, nearest(wider));
            catalogues.put(language, known);
        }
        return known;
    }

    private Catalogue english() {
        return catalogues.computeIfAbsent(
                Locale.ENGLISH,
                language -> Catalogue.read(language, files.getOrDefault("", List.of()), Catalogue.EMPTY));
    }

    private static Map<String, List<URL>> files(Bundle bundle) {
        Map<String, List<URL>> files = new TreeMap<>();
        var found = bundle.findEntries(FOLDER, "messages*.properties", false);
        if (found != null) {
            while (found.hasMoreElements()) {
                URL file = found.nextElement();
                String name = file.getPath().substring(file.getPath().lastIndexOf('/') + 1);
                String tag = name.substring("messages".length(), name.length() - ".properties".length());
                // messages_pt_BR: what Java calls pt_BR is pt-BR to everybody else
                String language = tag.isEmpty() ? "" : tag.substring(1).replace('_', '-');
                files.computeIfAbsent(language, any -> new ArrayList<>()).add(file);
            }
        }
        return files;
    }
}
