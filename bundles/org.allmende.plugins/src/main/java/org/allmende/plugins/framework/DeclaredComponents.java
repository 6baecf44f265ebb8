/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.member.PersonalData;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks the component runtime. A component that waits for its settings is not missing: nobody has switched it on. Thread-safe. */
@Component(service = Parts.class)
public final class DeclaredComponents implements Parts {

    private static final String CONTRACT = "org.allmende.api.";

    private static final Set<String> INDISPENSABLE = Set.of(HealthCheck.class.getName(), PersonalData.class.getName());

    private static final long PATIENCE = 10;

    private final ServiceComponentRuntime runtime;

    @Activate
    public DeclaredComponents(@Reference ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void disable(Collection<Bundle> bundles, Set<String> names) {
        List<ComponentDescriptionDTO> chosen = descriptions(bundles).stream()
                .filter(component -> names.contains(component.name) && !isIndispensable(component))
                .toList();
        CountDownLatch disabled = new CountDownLatch(chosen.size());
        chosen.forEach(component -> runtime.disableComponent(component).onResolve(disabled::countDown));
        try {
            if (!disabled.await(PATIENCE, TimeUnit.SECONDS)) {
                throw new Refusal(Note.of("parts-slow", "parts", String.join(", ", names)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Note.of("ended-early"), e);
        }
    }

    /** Checks of health would hide what is wrong, and what members may know about themselves is their right. */
    private static boolean isIndispensable(ComponentDescriptionDTO component) {
        return Arrays.stream(component.serviceInterfaces).anyMatch(INDISPENSABLE::contains);
    }

    @Override
    public List<Part> of(Collection<Bundle> bundles) {
        return descriptions(bundles).stream()
                .filter(component -> !isIndispensable(component))
                .map(component -> new Part(component.name, offers(component), runtime.isComponentEnabled(component)))
                .filter(part -> !part.offers().isEmpty())
                .sorted(Comparator.comparing(Part::name))
                .toList();
    }

    private Collection<ComponentDescriptionDTO> descriptions(Collection<Bundle> bundles) {
        return runtime.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new));
    }

    private static List<String> offers(ComponentDescriptionDTO component) {
        return Arrays.stream(component.serviceInterfaces)
                .filter(type -> type.startsWith(CONTRACT))
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .sorted()
                .toList();
    }

    @Override
    public Optional<Note> missing(Collection<Bundle> bundles) {
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new))) {
            if (component.defaultEnabled) {
                for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                    Optional<Note> missing = missing(component, configuration);
                    if (missing.isPresent()) {
                        return missing;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Note> missing(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Optional.of(Note.of(
                        "component-unsatisfied",
                        "component",
                        component.name,
                        "services",
                        String.join(", ", services(component, configuration))));
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                Optional.of(Note.of(
                        "component-failed", "component", component.name, "error", cause(configuration.failure)));
            default -> Optional.empty();
        };
    }

    private static List<String> services(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        List<String> services = new ArrayList<>();
        for (UnsatisfiedReferenceDTO unsatisfied : configuration.unsatisfiedReferences) {
            services.add(Arrays.stream(component.references)
                    .filter(reference -> reference.name.equals(unsatisfied.name))
                    .map((ReferenceDTO reference) -> reference.interfaceName)
                    .findFirst()
                    .orElse(unsatisfied.name));
        }
        return services;
    }

    /** What is at the bottom of a printed failure: above it are only reflection and the component runtime. */
    private static String cause(String failure) {
        String text = failure == null ? "" : failure;
        String causedBy = "Caused by: ";
        return text.lines()
                .filter(line -> line.startsWith(causedBy))
                .reduce((before, last) -> last)
                .map(line -> line.substring(causedBy.length()))
                .or(() -> text.lines().findFirst())
                .orElse("");
    }
}
