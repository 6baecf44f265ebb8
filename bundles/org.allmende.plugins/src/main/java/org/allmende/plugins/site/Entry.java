/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.allmende.plugins.feature.About;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.feature.StrictJson;

/**
 * A version of a feature that a site has.
 *
 * @param changes what is new since the version before, in plain words, by language; the key "" holds what fits everybody
 * @param archive where it is, from the site's root
 * @param sha256 of the archive, in hexadecimal
 * @param size of the archive, in bytes
 * @param needs what must be there for it to run
 * @param deprecated why it should be used no more
 * @param picture of what it does, as an SVG document
 */
public record Entry(
        String id,
        String version,
        Names names,
        Map<String, String> changes,
        String archive,
        String sha256,
        long size,
        Needs needs,
        Optional<String> deprecated,
        Optional<String> picture) {

    private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9._+-]{0,63}");
    private static final Pattern ARCHIVE = Pattern.compile("archives/[A-Za-z0-9_][A-Za-z0-9._+-]*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * What must be there for a feature to run, as its bundles' manifests and components say.
     *
     * @param java the Java level
     * @param capabilities of the host, without which it has nothing to do
     * @param features that it extends
     * @param contract packages of the contract that it imports, and in which versions
     * @param services interfaces of the contract that its components ask for: what the runtime will hand it
     */
    public record Needs(
            int java,
            List<String> capabilities,
            List<String> features,
            Map<String, String> contract,
            List<String> services) {

        public Needs {
            capabilities = List.copyOf(capabilities);
            features = List.copyOf(features);
            contract = Map.copyOf(contract);
            services = List.copyOf(services);
        }
    }

    public Entry {
        changes = Map.copyOf(changes);
    }

    /** For a reader of {@code locale}; empty if nothing is told. */
    public String changes(Locale locale) {
        return Optional.ofNullable(changes.get(locale.toLanguageTag()))
                .or(() -> Optional.ofNullable(changes.get(locale.getLanguage())))
                .orElseGet(() -> changes.getOrDefault("", ""));
    }

    static Entry read(StrictJson.Node node) {
        StrictJson.Node needs = node.needed("needs");
        return new Entry(
                fitting(node.needed("id"), Feature.ID),
                fitting(node.needed("version"), VERSION),
                Names.read(node, node.needed("id").text()),
                node.texts("changes"),
                fitting(node.needed("archive"), ARCHIVE),
                fitting(node.needed("sha256"), SHA256),
                node.needed("size").number(),
                new Needs(
                        (int) needs.needed("java").number(),
                        needs.words("capabilities"),
                        needs.words("features"),
                        needs.texts("contract"),
                        needs.words("services")),
                node.field("deprecated").map(StrictJson.Node::text),
                About.picture(node));
    }

    private static String fitting(StrictJson.Node node, Pattern form) {
        if (!form.matcher(node.text()).matches()) {
            throw node.problem("\"" + node.text() + "\" is not of the form " + form);
        }
        return node.text();
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("version", version);
        names.write(fields);
        fields.put("changes", changes);
        fields.put("archive", archive);
        fields.put("sha256", sha256);
        fields.put("size", size);
        Map<String, Object> need = new LinkedHashMap<>();
        need.put("java", needs.java());
        need.put("capabilities", needs.capabilities());
        need.put("features", needs.features());
        need.put("contract", needs.contract());
        need.put("services", needs.services());
        fields.put("needs", need);
        deprecated.ifPresent(why -> fields.put("deprecated", why));
        picture.ifPresent(svg -> fields.put("picture", svg));
        return fields;
    }
}
