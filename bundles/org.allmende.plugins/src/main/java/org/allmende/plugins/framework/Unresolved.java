/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Says in words what a bundle needs that is not there. */
final class Unresolved {

    private static final Pattern VALUE = Pattern.compile("\\(([^()=<>]+?)(>=|<=|=)([^()]*)\\)");
    private static final Pattern NOT = Pattern.compile("\\(!\\(([^()=<>]+?)>=([^()]*)\\)\\)");

    private final BundleContext system;
    private final FrameworkWiring wiring;

    Unresolved(BundleContext system, FrameworkWiring wiring) {
        this.system = system;
        this.wiring = wiring;
    }

    /** Why a bundle that was not resolved was not. */
    Note why(Bundle bundle) {
        return gap(bundle, new HashSet<>())
                .orElseGet(() -> Note.of("unresolved-conflict", "bundle", name(bundle), "text", conflict(bundle)));
    }

    /** What nobody has, of all that it needs and that those need who would give it; they may need one another in a circle. */
    private Optional<Note> gap(Bundle bundle, Set<Bundle> seen) {
        if (!seen.add(bundle) || bundle.getState() != Bundle.INSTALLED) {
            return Optional.empty();
        }
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (isNeeded(requirement)) {
                Collection<BundleCapability> providers = wiring.findProviders(requirement);
                Optional<Note> gap =
                        providers.isEmpty() ? Optional.of(missing(bundle, requirement)) : gap(providers, seen);
                if (gap.isPresent()) {
                    return gap;
                }
            }
        }
        return Optional.empty();
    }

    /** There is one if none of them can be had. */
    private Optional<Note> gap(Collection<BundleCapability> providers, Set<Bundle> seen) {
        Optional<Note> first = Optional.empty();
        for (BundleCapability provider : providers) {
            Optional<Note> gap = gap(provider.getRevision().getBundle(), seen);
            if (gap.isEmpty()) {
                return gap;
            }
            first = first.or(() -> gap);
        }
        return first;
    }

    private static boolean isNeeded(BundleRequirement requirement) {
        return !Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                && !"dynamic".equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                && !"active".equals(requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE));
    }

    private Note missing(Bundle bundle, BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault("filter", "");
        return switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> missingPackage(bundle, filter);
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
                Note.of(
                        "unresolved-java",
                        "bundle",
                        name(bundle),
                        "needs",
                        value(filter, "version").orElse("?"),
                        "runs",
                        Runtime.version().feature());
            default ->
                Note.of(
                        "unresolved-other",
                        "bundle",
                        name(bundle),
                        "namespace",
                        requirement.getNamespace(),
                        "filter",
                        filter);
        };
    }

    private Note missingPackage(Bundle bundle, String filter) {
        String name = value(filter, PackageNamespace.PACKAGE_NAMESPACE).orElse(filter);
        String least = value(filter, "version").orElse("0");
        Optional<String> below = below(filter);
        TreeSet<String> there = new TreeSet<>();
        for (Bundle other : system.getBundles()) {
            BundleRevision revision = other.adapt(BundleRevision.class);
            if (other != bundle && revision != null) {
                for (BundleCapability capability :
                        revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                    if (name.equals(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))) {
                        there.add(String.valueOf(capability.getAttributes().get("version")));
                    }
                }
            }
        }
        return Note.of(
                there.isEmpty() ? "unresolved-package" : "unresolved-version",
                "bundle",
                name(bundle),
                "package",
                name,
                "range",
                below.map(end -> "[" + least + ", " + end + ")").orElse(least),
                "there",
                String.join(", ", there));
    }

    static Optional<String> value(String filter, String attribute) {
        Matcher matcher = VALUE.matcher(filter);
        while (matcher.find()) {
            if (matcher.group(1).equals(attribute)) {
                return Optional.of(matcher.group(3));
            }
        }
        return Optional.empty();
    }

    static Optional<String> below(String filter) {
        Matcher matcher = NOT.matcher(filter);
        return matcher.find() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    /** Everything is there, but does not fit together: only the resolver can say how. */
    private static String conflict(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "";
        } catch (BundleException e) {
            return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        }
    }

    static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
