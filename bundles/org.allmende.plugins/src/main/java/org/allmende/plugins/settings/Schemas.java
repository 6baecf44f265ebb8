/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * What can be set here: asks the metatype of the bundles that run, and of each feature its newest generation. Thread-safe.
 */
@Component(service = Schemas.class)
public final class Schemas {

    private static final String GENERATION = "gen:";

    private final BundleContext context;
    private final MetaTypeService metatypes;
    private final ServiceComponentRuntime components;

    @Activate
    public Schemas(
            BundleContext context,
            @Reference MetaTypeService metatypes,
            @Reference ServiceComponentRuntime components) {
        this.context = context.getBundle(0).getBundleContext();
        this.metatypes = metatypes;
        this.components = components;
    }

    /** By title. */
    public List<Schema> all(Locale locale) {
        Map<String, Schema> found = new TreeMap<>();
        for (Bundle bundle : bundles()) {
            pids(bundle).forEach(pid -> found.put(pid, schema(bundle, pid, locale)));
        }
        return found.values().stream()
                .filter(schema -> !schema.fields().isEmpty())
                .sorted(Comparator.comparing(Schema::title))
                .toList();
    }

    public Optional<Schema> find(String pid, Locale locale) {
        return owner(pid).map(bundle -> schema(bundle, pid, locale));
    }

    /** The bundle that reads it, of the newest generation. */
    Optional<Bundle> owner(String pid) {
        return bundles().stream().filter(bundle -> declares(bundle, pid)).reduce((older, newer) -> newer);
    }

    boolean declares(Bundle bundle, String pid) {
        return pids(bundle).contains(pid);
    }

    /** Whether all components that read it have the new values and no longer those before. */
    boolean holds(Bundle bundle, Schema schema, Map<String, Object> before, Map<String, Object> values) {
        return components.getComponentDescriptionDTOs(bundle).stream()
                .filter(component -> Arrays.asList(component.configurationPid).contains(schema.pid()))
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .allMatch(configuration -> holds(configuration.properties, schema, before, values));
    }

    private static boolean holds(
            Map<String, Object> held, Schema schema, Map<String, Object> before, Map<String, Object> values) {
        boolean fresh = values.entrySet().stream()
                .allMatch(each -> References.isReference(text(each.getValue()))
                        || text(each.getValue()).equals(text(held.get(each.getKey()))));
        boolean gone = before.entrySet().stream()
                .filter(each -> !values.containsKey(each.getKey()))
                .allMatch(each -> !text(each.getValue()).equals(text(held.get(each.getKey())))
                        || schema.fields().stream()
                                .anyMatch(field -> field.id().equals(each.getKey())
                                        && field.defaults().contains(text(each.getValue()))));
        return fresh && gone;
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? Arrays.asList(array).toString() : String.valueOf(value);
    }

    /** Whether all components that read it take a change while they run. */
    private Schema.Effect effect(Bundle bundle, String pid) {
        Collection<ComponentDescriptionDTO> all = components.getComponentDescriptionDTOs(bundle);
        boolean live = all.stream()
                .filter(component -> Arrays.asList(component.configurationPid).contains(pid))
                .allMatch(component -> component.modified != null);
        return live ? Schema.Effect.LIVE : isGeneration(bundle) ? Schema.Effect.SWAP : Schema.Effect.START;
    }

    /** Of a generation that runs, or of the runtime; older generations first. */
    private List<Bundle> bundles() {
        List<Bundle> bundles = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.ACTIVE && bundle.getSymbolicName() != null) {
                bundles.add(bundle);
            }
        }
        bundles.sort(Comparator.comparingLong(Bundle::getBundleId));
        return bundles;
    }

    private List<String> pids(Bundle bundle) {
        MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
        return information == null || !bundle.getSymbolicName().startsWith("org.allmende") && !isGeneration(bundle)
                ? List.of()
                : Arrays.asList(information.getPids());
    }

    private Schema schema(Bundle bundle, String pid, Locale locale) {
        ObjectClassDefinition definition =
                metatypes.getMetaTypeInformation(bundle).getObjectClassDefinition(pid, locale.toString());
        List<Field> fields = new ArrayList<>();
        for (AttributeDefinition attribute : attributes(definition)) {
            fields.add(field(attribute));
        }
        return new Schema(
                pid,
                text(definition.getName(), pid),
                text(definition.getDescription(), ""),
                bundle.getSymbolicName(),
                feature(bundle),
                effect(bundle, pid),
                List.copyOf(fields));
    }

    private static AttributeDefinition[] attributes(ObjectClassDefinition definition) {
        AttributeDefinition[] all = definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
        return all == null ? new AttributeDefinition[0] : all;
    }

    private static Field field(AttributeDefinition attribute) {
        Map<String, String> options = new LinkedHashMap<>();
        String[] values = attribute.getOptionValues();
        String[] labels = attribute.getOptionLabels();
        for (int i = 0; values != null && i < values.length; i++) {
            options.put(values[i], labels == null ? values[i] : labels[i]);
        }
        String[] defaults = attribute.getDefaultValue();
        return new Field(
                attribute.getID(),
                text(attribute.getName(), attribute.getID()),
                text(attribute.getDescription(), ""),
                Field.Type.of(attribute.getType()),
                attribute.getCardinality() != 0,
                defaults == null ? List.of() : List.of(defaults),
                options,
                attribute);
    }

    /** Metatype leaves a key that has no text as it stands. */
    private static String text(String given, String fallback) {
        return given == null || given.isBlank() || given.startsWith("%") ? fallback : unicode(given);
    }

    /** Metatype reads texts as ISO 8859-1, as properties were long ago; those of our bundles are UTF-8. */
    private static String unicode(String read) {
        if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(read)) {
            return read;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return read;
        }
    }

    private static boolean isGeneration(Bundle bundle) {
        return bundle.getLocation().startsWith(GENERATION);
    }

    private static Optional<String> feature(Bundle bundle) {
        return isGeneration(bundle)
                ? Optional.of(
                        bundle.getLocation().substring(GENERATION.length()).split("/", 2)[0])
                : Optional.empty();
    }
}
