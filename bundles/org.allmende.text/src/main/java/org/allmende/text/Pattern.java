/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.text.FieldPosition;
import java.text.Format;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message, ready to be filled in. Most messages hold nothing or plain names to fill in and never wake ICU, which
 * takes long to start; plurals, choices, dates and numbers with a style do. Thread-safe.
 */
sealed interface Pattern {

    String fill(Object[] arguments, Locale numbers, ZoneId zone);

    static Pattern of(String key, String source, Locale language) {
        if (source.indexOf('{') < 0 && source.indexOf('\'') < 0) {
            return new Plain(source);
        }
        return Named.parse(source)
                .<Pattern>map(parts -> new Named(parts))
                .orElseGet(() -> new Rich(key, source, language));
    }

    /** Text and nothing else. */
    record Plain(String text) implements Pattern {
        @Override
        public String fill(Object[] arguments, Locale numbers, ZoneId zone) {
            return text;
        }
    }

    /** Text with {@code {name}} in it. */
    record Named(List<Part> parts) implements Pattern {

        /** @param name whether {@link #text} names an argument */
        record Part(String text, boolean name) {}

        /** Empty if the pattern needs more than names. */
        static java.util.Optional<List<Part>> parse(String source) {
            List<Part> parts = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < source.length(); i++) {
                char c = source.charAt(i);
                if (c == '\'') {
                    char next = i + 1 < source.length() ? source.charAt(i + 1) : 0;
                    if (next == '{' || next == '}') {
                        return java.util.Optional.empty(); // quoted braces: rare, ICU knows how
                    }
                    text.append('\'');
                    i += next == '\'' ? 1 : 0;
                } else if (c == '{') {
                    int end = source.indexOf('}', i);
                    String name = end < 0 ? "" : source.substring(i + 1, end).strip();
                    if (name.isEmpty() || !name.chars().allMatch(Character::isJavaIdentifierPart)) {
                        return java.util.Optional.empty();
                    }
                    parts.add(new Part(text.toString(), false));
                    parts.add(new Part(name, true));
                    text.setLength(0);
                    i = end;
                } else if (c == '}') {
                    return java.util.Optional.empty();
                } else {
                    text.append(c);
                }
            }
            parts.add(new Part(text.toString(), false));
            return java.util.Optional.of(parts);
        }

        @Override
        public String fill(Object[] arguments, Locale numbers, ZoneId zone) {
            StringBuilder filled = new StringBuilder();
            for (Part part : parts) {
                if (!part.name()) {
                    filled.append(part.text());
                    continue;
                }
                Object value = argument(arguments, part.text());
                if (value == Missing.ARGUMENT) {
                    filled.append('{').append(part.text()).append('}');
                } else if (value instanceof Number number) {
                    filled.append(Numbers.format(number, numbers));
                } else {
                    filled.append(value);
                }
            }
            return filled.toString();
        }

        private static Object argument(Object[] arguments, String name) {
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                if (name.equals(arguments[i])) {
                    return arguments[i + 1];
                }
            }
            return Missing.ARGUMENT;
        }

        private enum Missing {
            ARGUMENT
        }
    }

    /** Whatever else ICU's MessageFormat can do. */
    final class Rich implements Pattern {

        private static final Logger LOG = LoggerFactory.getLogger(Pattern.class);

        private static final int KEPT = 16;

        private final String key;
        private final String source;
        private final Locale language;
        /** ICU's format is not thread-safe and dear to make; a few are handed round. */
        private final ArrayDeque<MessageFormat> idle = new ArrayDeque<>();

        private boolean warned;

        Rich(String key, String source, Locale language) {
            this.key = key;
            this.source = source;
            this.language = language;
        }

        @Override
        public String fill(Object[] arguments, Locale numbers, ZoneId zone) {
            try {
                MessageFormat format = borrow();
                for (Format part : format.getFormats()) {
                    if (part instanceof DateFormat date) {
                        date.setTimeZone(TimeZone.getTimeZone(zone.getId()));
                    }
                }
                String filled = format.format(named(arguments), new StringBuffer(), new FieldPosition(0))
                        .toString();
                giveBack(format);
                return filled;
            } catch (RuntimeException e) {
                warn(e);
                return "[" + key + "]";
            }
        }

        private synchronized MessageFormat borrow() {
            MessageFormat format = idle.poll();
            return format != null ? format : new MessageFormat(source, ULocale.forLocale(language));
        }

        private synchronized void giveBack(MessageFormat format) {
            if (idle.size() < KEPT) {
                idle.push(format);
            }
        }

        private synchronized void warn(RuntimeException e) {
            if (!warned) {
                warned = true;
                LOG.warn("The message {} can't be shown in {}: {}", key, language.toLanguageTag(), e.toString());
            }
        }

        private static Map<String, Object> named(Object[] arguments) {
            Map<String, Object> named = new HashMap<>();
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                Object value = arguments[i + 1];
                if (value instanceof Instant instant) {
                    value = Date.from(instant);
                } else if (!(value instanceof Number) && !(value instanceof Date)) {
                    value = String.valueOf(value);
                }
                named.put(String.valueOf(arguments[i]), value);
            }
            return named;
        }
    }
}
