/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.allmende.api.lease.Leases;
import org.allmende.lease.example.caller.Caller;
import org.allmende.lease.example.contract.Greeter;
import org.allmende.lease.example.provider.Provider;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A framework with bundles made on the fly from the test's classes. */
final class RealFramework implements AutoCloseable {

    private static final String CONTRACT = Greeter.class.getPackageName();

    private final Framework framework;

    RealFramework(Path storage) throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.allmende.api.lease;version=1.1.0,org.allmende.api.problem;version=1.0.0"));
        framework.start();
    }

    Bundle lease() throws BundleException {
        try {
            Path classes = Path.of(Activator.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Manifest manifest;
            try (InputStream in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"))) {
                manifest = new Manifest(in);
            }
            return install("lease", jar(manifest, classes, Activator.class.getPackageName()));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Bundle contract() throws BundleException {
        return install(
                "contract",
                bundle(
                        "example.contract",
                        CONTRACT,
                        Map.of(
                                Constants.EXPORT_PACKAGE, CONTRACT + ";version=1.0.0",
                                Constants.IMPORT_PACKAGE, Leases.class.getPackageName(),
                                Contracts.HEADER,
                                        CONTRACT + ".Greeter," + CONTRACT + ".Piece," + CONTRACT + ".Worker")));
    }

    Bundle caller() throws BundleException {
        return install("caller", activated("example.caller", Caller.class, "caller"));
    }

    /** @param location where it is installed: decides whether it belongs to a generation */
    Bundle provider(String location, String name) throws BundleException {
        return install(location, provider(name));
    }

    static InputStream provider(String name) {
        return activated("example.provider", Provider.class, name);
    }

    private static InputStream activated(String symbolicName, Class<?> activator, String name) {
        return bundle(
                symbolicName,
                activator.getPackageName(),
                Map.of(
                        Constants.BUNDLE_ACTIVATOR,
                        activator.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework,org.osgi.util.tracker," + CONTRACT,
                        "Example-Name",
                        name));
    }

    Bundle install(String location, InputStream jar) throws BundleException {
        return framework.getBundleContext().installBundle(location, jar);
    }

    private static InputStream bundle(String symbolicName, String packageName, Map<String, String> headers) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        main.putValue(Constants.BUNDLE_VERSION, "1.2.3");
        headers.forEach(main::putValue);
        try {
            Path classes = Path.of(RealFramework.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar(manifest, classes, packageName);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream jar(Manifest manifest, Path classes, String packageName) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    jar.putNextEntry(
                            new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, jar);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
