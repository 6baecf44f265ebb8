/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.web.Route;
import org.allmende.lease.Activator;
import org.allmende.plugins.framework.example.Good;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Felix with the lease bundle, the contract from the test's own class path, and jars made on the fly. */
final class RealFramework implements AutoCloseable {

    private final Framework framework;

    RealFramework(Path storage) throws BundleException, IOException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, storage.toString(),
                        Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                Stream.of("health", "lease", "member", "problem", "web", "content", "store", "text")
                                        .map(name -> "org.allmende.api." + name + ";version=1.0.0")
                                        .collect(Collectors.joining(","))));
        framework.start();
        context()
                .installBundle(
                        "contract",
                        stream(jar(
                                Map.of(
                                        Constants.BUNDLE_SYMBOLICNAME,
                                        "contract",
                                        Constants.IMPORT_PACKAGE,
                                        "org.allmende.api.health,org.allmende.api.web",
                                        "Allmende-Contracts",
                                        HealthCheck.class.getName() + "," + Route.class.getName()),
                                null,
                                "")))
                .start();
        context()
                .installBundle(
                        "lease",
                        stream(jar(
                                Map.of(
                                        Constants.BUNDLE_SYMBOLICNAME,
                                        "org.allmende.lease",
                                        Constants.BUNDLE_ACTIVATOR,
                                        Activator.class.getName(),
                                        Constants.IMPORT_PACKAGE,
                                        "org.osgi.framework,org.osgi.framework.hooks.service,org.osgi.util.tracker,"
                                                + "org.allmende.api.lease"),
                                Activator.class,
                                "")))
                .start();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** A bundle of the example package, with an activator of it. */
    static byte[] example(String symbolicName, Class<?> activator, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>();
        headers.put(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        headers.put(Constants.BUNDLE_ACTIVATOR, activator.getName());
        headers.put(
                Constants.IMPORT_PACKAGE,
                "org.osgi.framework,org.allmende.api.health,org.allmende.api.web,org.allmende.api.member");
        headers.putAll(more);
        return jar(headers, Good.class, "");
    }

    /** A bundle that only exports a package. */
    static byte[] library(String symbolicName, String exports) {
        return jar(
                Map.of(Constants.BUNDLE_SYMBOLICNAME, symbolicName, Constants.EXPORT_PACKAGE, exports),
                null,
                exports.split(";")[0].replace('.', '/') + "/text");
    }

    /** A bundle that exports one package and imports another. */
    static byte[] between(String symbolicName, String exports, String imports) {
        return jar(
                Map.of(
                        Constants.BUNDLE_SYMBOLICNAME, symbolicName,
                        Constants.EXPORT_PACKAGE, exports,
                        Constants.IMPORT_PACKAGE, imports),
                null,
                exports.split(";")[0].replace('.', '/') + "/text");
    }

    private static ByteArrayInputStream stream(byte[] jar) {
        return new ByteArrayInputStream(jar);
    }

    private static byte[] jar(Map<String, String> headers, Class<?> near, String resource) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_VERSION, "1.0.0");
        headers.forEach(main::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            if (near != null) {
                for (String file : files(near)) {
                    jar.putNextEntry(new JarEntry(file));
                    try (var in = near.getClassLoader().getResourceAsStream(file)) {
                        in.transferTo(jar);
                    }
                }
            }
            if (!resource.isEmpty()) {
                jar.putNextEntry(new JarEntry(resource));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The classes of a package, which may lie in a folder or in a jar. */
    private static List<String> files(Class<?> near) throws IOException {
        String folder = near.getPackageName().replace('.', '/');
        try {
            Path place = Path.of(
                    near.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place.resolve(folder))) {
                    return files.filter(file -> file.toString().endsWith(".class"))
                            .map(file -> folder + "/" + file.getFileName())
                            .toList();
                }
            }
            try (var jar = new JarFile(place.toFile())) {
                return jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.startsWith(folder + "/") && name.endsWith(".class"))
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
