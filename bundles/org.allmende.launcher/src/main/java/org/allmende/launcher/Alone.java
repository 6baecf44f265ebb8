/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs the words that need neither a suite nor a home, such as {@code site}: integrators build and sign on machines where none
 * is. What carries them out lies in a bundle all the same; here it is an ordinary class of an ordinary class path.
 */
final class Alone {

    private static final Map<String, String> VERBS = Map.of("site", "org.allmende.plugins.site.SiteVerb");

    private final Path distribution;

    Alone(Path distribution) {
        this.distribution = distribution;
    }

    static boolean knows(String word) {
        return VERBS.containsKey(word);
    }

    /** @return the exit status */
    int run(List<String> words) {
        try (URLClassLoader loader = new URLClassLoader(jars(), Alone.class.getClassLoader())) {
            Object verb = loader.loadClass(VERBS.get(words.getFirst()))
                    .getConstructor(Optional.class, Clock.class)
                    .newInstance(Optional.of(distribution), Clock.systemUTC());
            Class<?> terminal = loader.loadClass("org.allmende.api.console.Terminal");
            Method run = verb.getClass().getMethod("run", List.class, terminal);
            Object screen = Proxy.newProxyInstance(loader, new Class<?>[] {terminal}, screen());
            return (Integer) run.invoke(verb, words.subList(1, words.size()), screen);
        } catch (InvocationTargetException e) {
            throw new Failure(words.getFirst() + " failed: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | IOException e) {
            throw new Failure("The distribution " + distribution + " is not whole: " + e, e);
        }
    }

    private static InvocationHandler screen() {
        return (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "line" -> System.out.println(arguments[0]);
                case "error" -> System.err.println(arguments[0]);
                case "cancelled" -> {
                    return false;
                }
                default -> {
                    // How far it is, which here is never far.
                }
            }
            return null;
        };
    }

    private URL[] jars() throws IOException {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(distribution.resolve("bundles"))) {
            for (Path jar : jars.filter(Alone::isNeeded).toList()) {
                urls.add(jar.toUri().toURL());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return urls.toArray(URL[]::new);
    }

    private static boolean isNeeded(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("org.allmende.api-")
                || name.startsWith("org.allmende.plugins-")
                || name.startsWith("org.allmende.lib.jackson-");
    }
}
