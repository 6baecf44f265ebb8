/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.allmende.api.text.Messages;
import org.allmende.text.BundleMessages;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;

/** The messages of the module whose test is running. */
public final class TestMessages {

    private TestMessages() {}

    public static Messages own() {
        Bundle bundle = proxy(Bundle.class, "findEntries", Collections.enumeration(files()));
        return new BundleMessages(proxy(ComponentContext.class, "getUsingBundle", bundle));
    }

    private static List<URL> files() {
        try (Stream<Path> found = Files.list(Path.of("src/main/resources/OSGI-INF/l10n"))) {
            return found.filter(it -> it.getFileName().toString().startsWith("messages"))
                    .map(TestMessages::url)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers one method and nothing to all others. */
    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, arguments) -> called.getName().equals(method) ? answer : null));
    }
}
