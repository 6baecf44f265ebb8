/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.problem.Problem;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in place of {@code ${env:NAME}} and {@code ${file:/path}} what they stand for, when settings are given to a component. What
 * they stand for is kept nowhere, shown to nobody and in no log. Thread-safe.
 */
@Component(service = {ConfigurationPlugin.class, References.class})
public final class References implements ConfigurationPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(References.class);

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]{1,1000})\\}");
    private static final long LONGEST = 64 << 10;

    private final Map<String, String> environment;

    @Activate
    public References() {
        this(System.getenv());
    }

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    static boolean isReference(String value) {
        return REFERENCE.matcher(value).find();
    }

    /**
     * Looks whether everything that the values refer to is there.
     *
     * @throws org.allmende.api.problem.ProblemException naming key, reference and cure if not
     */
    void check(Map<String, ?> values) {
        values.forEach((key, value) -> {
            for (Object one : value instanceof List<?> list ? list : List.of(value)) {
                if (one instanceof String text) {
                    missing(text).ifPresent(reference -> {
                        throw Problem.invalid(
                                        key,
                                        "refers to " + reference + ", which is not there. Set the variable or"
                                                + " make the file readable for the process, then try again")
                                .asException();
                    });
                }
            }
        });
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> reference, Dictionary<String, Object> properties) {
        for (Enumeration<String> keys = properties.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            Object value = properties.get(key);
            if (value instanceof String text && isReference(text)) {
                put(properties, key, text);
            } else if (value instanceof String[] list && List.of(list).stream().anyMatch(References::isReference)) {
                properties.put(
                        key,
                        List.of(list).stream()
                                .map(this::resolved)
                                .flatMap(Optional::stream)
                                .toArray(String[]::new));
            } else if (value instanceof Collection<?>) {
                LOG.debug("{} is a collection and is given as it is", key);
            }
        }
    }

    private void put(Dictionary<String, Object> properties, String key, String text) {
        Optional<String> resolved = resolved(text);
        if (resolved.isPresent()) {
            properties.put(key, resolved.get());
        } else {
            LOG.warn(
                    "The setting {} of {} refers to {}, which is not there; its default is used. Set the variable or make"
                            + " the file readable, then start anew",
                    key,
                    properties.get("service.pid"),
                    missing(text).orElse("?"));
            properties.remove(key);
        }
    }

    /** The text with what its references stand for; empty if one stands for nothing. */
    Optional<String> resolved(String text) {
        StringBuilder resolved = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            Optional<String> value = value(matcher);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(matcher.appendTail(resolved).toString());
    }

    private Optional<String> missing(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            if (value(matcher).isEmpty()) {
                return Optional.of(matcher.group());
            }
        }
        return Optional.empty();
    }

    private Optional<String> value(Matcher reference) {
        String name = reference.group(2);
        if (reference.group(1).equals("env")) {
            return Optional.ofNullable(environment.get(name));
        }
        try {
            Path file = Path.of(name);
            // The line break that editors end a file with is no part of a secret.
            return Files.isRegularFile(file) && Files.size(file) <= LONGEST
                    ? Optional.of(Files.readString(file).stripTrailing())
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
