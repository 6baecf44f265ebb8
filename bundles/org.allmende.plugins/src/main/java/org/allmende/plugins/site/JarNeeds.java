/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a bundle needs, as its manifest and its components say.
 *
 * @param java the level that it asks for; 0 if it does not say
 * @param contract the packages of the contract that it imports, and the versions
 * @param services the interfaces of the contract that its components refer to
 */
record JarNeeds(int java, Map<String, String> contract, Set<String> services) {

    private static final String CONTRACT = "org.allmende.api";
    private static final Pattern JAVA = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version=(?:1\\.)?(\\d+)(?:\\.0)?\\)");
    /** A clause of a header: commas inside quotes do not end it. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    private static final Pattern VERSION = Pattern.compile(";version=\"?([^\";]+)\"?");

    static JarNeeds of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            if (manifest == null) {
                throw new IOException(jar.getFileName() + " has no manifest");
            }
            return new JarNeeds(
                    java(header(manifest, "Require-Capability")),
                    contract(header(manifest, "Import-Package")),
                    services(file, header(manifest, "Service-Component")));
        }
    }

    private static String header(Manifest manifest, String name) {
        String value = manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
    }

    private static int java(String required) {
        int level = 0;
        for (Matcher matcher = JAVA.matcher(required); matcher.find(); ) {
            level = Math.max(level, Integer.parseInt(matcher.group(1)));
        }
        return level;
    }

    private static Map<String, String> contract(String imported) {
        Map<String, String> contract = new LinkedHashMap<>();
        for (String clause : clauses(imported)) {
            String name = clause.split(";", 2)[0].trim();
            if (name.startsWith(CONTRACT) && !clause.contains("resolution:=\"optional\"")) {
                Matcher version = VERSION.matcher(clause);
                contract.put(name, version.find() ? version.group(1) : "");
            }
        }
        return contract;
    }

    private static List<String> clauses(String header) {
        List<String> clauses = new ArrayList<>();
        for (Matcher matcher = CLAUSE.matcher(header); matcher.find(); ) {
            clauses.add(matcher.group().trim());
        }
        return clauses;
    }

    private static Set<String> services(JarFile jar, String components) throws IOException {
        Set<String> services = new TreeSet<>();
        for (String name : components.split(",")) {
            for (JarEntry entry : entries(jar, name.trim())) {
                try (InputStream in = jar.getInputStream(entry)) {
                    services.addAll(references(in));
                } catch (XMLStreamException e) {
                    throw new IOException(entry.getName() + " of " + jar.getName() + ": " + e.getMessage(), e);
                }
            }
        }
        return services;
    }

    private static List<JarEntry> entries(JarFile jar, String name) {
        if (!name.endsWith("*.xml")) {
            JarEntry entry = jar.getJarEntry(name);
            return entry == null ? List.of() : List.of(entry);
        }
        String folder = name.substring(0, name.length() - "*.xml".length());
        return jar.stream()
                .filter(entry ->
                        entry.getName().startsWith(folder) && entry.getName().endsWith(".xml"))
                .toList();
    }

    private static Set<String> references(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Set<String> references = new TreeSet<>();
        XMLStreamReader reader = factory.createXMLStreamReader(in);
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("reference")) {
                String service = reader.getAttributeValue(null, "interface");
                if (service != null && service.startsWith("org.allmende.api.")) {
                    references.add(service);
                }
            }
        }
        return references;
    }
}
