/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one bundle in one language, read at once and each made ready when it is first asked for. Thread-safe.
 */
final class Catalogue {

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    static final Catalogue EMPTY = new Catalogue(Locale.ROOT, false, Map.of(), null);

    private final Locale language;
    private final boolean pseudo;
    /** Asked for what is missing here; null for {@link #EMPTY} alone. */
    private final Catalogue wider;

    private final Map<String, String> patterns;
    private final Map<String, Pattern> ready = new ConcurrentHashMap<>();

    private Catalogue(Locale language, boolean pseudo, Map<String, String> patterns, Catalogue wider) {
        this.language = language;
        this.pseudo = pseudo;
        this.wider = wider;
        this.patterns = patterns;
    }

    static Catalogue of(Locale language, Map<String, String> patterns, Catalogue wider) {
        return new Catalogue(language, false, Map.copyOf(patterns), wider);
    }

    /** A file that can't be read counts for nothing, with a line in the log: a page without words beats no page. */
    static Catalogue read(Locale language, List<URL> files, Catalogue wider) {
        Properties all = new Properties();
        for (URL file : files) {
            try (Reader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
                all.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                LOG.error("The messages in {} can't be read: {}", file, e.getMessage());
            }
        }
        return of(
                language,
                all.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, all::getProperty)),
                wider);
    }

    /** The same messages, accented and longer. */
    Catalogue accented() {
        return new Catalogue(PseudoLocale.LOCALE, true, patterns, EMPTY);
    }

    Locale language() {
        return language;
    }

    boolean has(String key) {
        return patterns.containsKey(key) || (wider != null && wider.has(key));
    }

    Optional<Pattern> find(String key) {
        Pattern pattern = ready.get(key);
        if (pattern == null) {
            String source = patterns.get(key);
            if (source == null) {
                return wider == null ? Optional.empty() : wider.find(key);
            }
            // Computed outside the map's lock: two threads may both do it once, which is harmless.
            pattern = Pattern.of(key, pseudo ? PseudoLocale.pattern(source) : source, language);
            ready.put(key, pattern);
        }
        return Optional.of(pattern);
    }
}
