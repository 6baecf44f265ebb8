/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a bundle as Feature JSON does: {@code group:artifact:version}, with an optional type and classifier before the version. */
public record BundleId(String group, String artifact, String version) {

    // What is allowed here becomes part of file names: no separators, no leading dot.
    private static final Pattern FORM = Pattern.compile("(?<group>[A-Za-z0-9_][A-Za-z0-9._-]*)"
            + ":(?<artifact>[A-Za-z0-9_][A-Za-z0-9._-]*)"
            + "(:jar)?"
            + ":(?<version>[0-9][A-Za-z0-9._+-]*)");

    /**
     * @throws IllegalArgumentException if {@code text} is not of that form
     */
    public static BundleId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not of the form group:artifact:version");
        }
        return new BundleId(matcher.group("group"), matcher.group("artifact"), matcher.group("version"));
    }

    /** Its file's name in a distribution and in a feature archive. */
    public String file() {
        return artifact + "-" + version + ".jar";
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version;
    }
}
