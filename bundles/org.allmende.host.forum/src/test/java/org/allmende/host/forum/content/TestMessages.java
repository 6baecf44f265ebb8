/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;

/** The bundle's English messages, with names filled in and plurals left as they stand; fails for a message that is missing. */
public final class TestMessages implements Messages {

    private final Properties english = read("messages.properties");

    static Properties read(String file) {
        Properties read = new Properties();
        try (Reader reader = new InputStreamReader(
                TestMessages.class.getResourceAsStream("/OSGI-INF/l10n/" + file), StandardCharsets.UTF_8)) {
            read.load(reader);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Phrases in(Locale locale, ZoneId zone) {
        return new TestPhrases(locale, zone);
    }

    @Override
    public Set<Locale> languages() {
        return Set.of(Locale.ENGLISH);
    }

    private final class TestPhrases implements Phrases {

        private final Locale locale;
        private final ZoneId zone;

        TestPhrases(Locale locale, ZoneId zone) {
            this.locale = locale;
            this.zone = zone;
        }

        @Override
        public Locale locale() {
            return locale;
        }

        @Override
        public ZoneId zone() {
            return zone;
        }

        @Override
        public Locale spoken() {
            return Locale.ENGLISH;
        }

        @Override
        public String get(String key, Object... arguments) {
            String text = english.getProperty(key);
            if (text == null) {
                throw new AssertionError("there is no message " + key);
            }
            Map<String, Object> named = new TreeMap<>();
            for (int i = 0; i < arguments.length; i += 2) {
                named.put((String) arguments[i], arguments[i + 1]);
            }
            if (text.contains(", plural,")) {
                return key + named;
            }
            for (Map.Entry<String, Object> each : named.entrySet()) {
                text = text.replace("{" + each.getKey() + "}", String.valueOf(each.getValue()));
            }
            return text;
        }

        @Override
        public boolean has(String key) {
            return english.containsKey(key);
        }

        @Override
        public String moment(Instant instant) {
            return instant.toString();
        }

        @Override
        public String date(Instant instant) {
            return instant.toString();
        }

        @Override
        public String ago(Instant instant) {
            return instant.toString();
        }

        @Override
        public String number(long number) {
            return String.valueOf(number);
        }

        @Override
        public String language(Locale language) {
            return language.toLanguageTag();
        }
    }
}
