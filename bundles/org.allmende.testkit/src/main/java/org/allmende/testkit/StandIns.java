/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;

/** Stand-ins for the few questions that components ask the framework; any other question fails, naming itself. */
final class StandIns {

    private StandIns() {}

    /** A bundle whose entries lie in a folder. */
    static Bundle bundle(String name, Path folder) {
        return of(
                Bundle.class,
                Map.of(
                        "getSymbolicName", arguments -> name,
                        "findEntries", arguments -> entries(folder, (String) arguments[0], (String) arguments[1])));
    }

    /** A context with framework properties and no other bundle. */
    static BundleContext context(Map<String, String> properties, Bundle bundle) {
        return of(
                BundleContext.class,
                Map.of(
                        "getProperty", arguments -> properties.get((String) arguments[0]),
                        "getBundle", arguments -> bundle,
                        "getBundles", arguments -> new Bundle[] {bundle}));
    }

    static ComponentContext component(Bundle using, BundleContext context) {
        return of(
                ComponentContext.class,
                Map.of(
                        "getUsingBundle", arguments -> using,
                        "getBundleContext", arguments -> context));
    }

    private interface Answer {
        Object to(Object[] arguments) throws Exception;
    }

    private static <T> T of(Class<T> type, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return ofObject(type, proxy, method, arguments);
                    }
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException("the test kit does not answer " + method);
                    }
                    return answer.to(arguments);
                }));
    }

    private static Object ofObject(Class<?> type, Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "a stand-in for " + type.getSimpleName();
        };
    }

    private static Object entries(Path folder, String path, String pattern) throws IOException {
        Path within = folder.resolve(path);
        if (!Files.isDirectory(within)) {
            return null;
        }
        String expression = pattern.replace(".", "\\.").replace("*", ".*");
        try (Stream<Path> files = Files.list(within)) {
            List<URL> found = files.filter(file -> file.getFileName().toString().matches(expression))
                    .sorted()
                    .map(StandIns::url)
                    .toList();
            return found.isEmpty() ? null : Collections.enumeration(found);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
