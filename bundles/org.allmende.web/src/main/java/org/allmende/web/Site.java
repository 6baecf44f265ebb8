/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Where this deployment is and what it is called. Addresses are made here and nowhere else, so that a site behind a proxy
 * at {@code https://example.org/community} has no link that leads beside it.
 */
@Component(service = Site.class)
@Designate(ocd = Site.Settings.class)
public final class Site {

    /** How the site is called. */
    @ObjectClassDefinition(
            name = "%site.title",
            description = "%site.description",
            localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Shown in the bar and in the titles of pages. */
        @AttributeDefinition(name = "%site.name", description = "%site.name.description")
        String name() default "Allmende";
    }

    private volatile String name;
    private final String base;
    private final boolean secure;
    private final boolean published;
    private final Path uploads;

    @Activate
    public Site(BundleContext context, Settings settings) {
        this(
                settings.name(),
                text(context, "allmende.public-url"),
                text(context, "allmende.base"),
                folder(text(context, "allmende.home")));
    }

    /**
     * @param publicUrl empty text if the site is only reached directly
     * @param uploads where uploads lie until they are handled
     */
    public Site(String name, String publicUrl, Path uploads) {
        this(name, publicUrl, "", uploads);
    }

    /** @param base what comes before every path if the site is only reached directly, such as {@code /allmende} */
    private Site(String name, String publicUrl, String base, Path uploads) {
        this.name = name;
        this.published = !publicUrl.isEmpty();
        String path = published
                ? Optional.ofNullable(URI.create(publicUrl).getRawPath()).orElse("")
                : base;
        this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.secure = publicUrl.startsWith("https:");
        this.uploads = uploads;
    }

    /** Taken as it is, since all pages and whatever swaps features hang on this. */
    @Modified
    void called(Settings changed) {
        this.name = changed.name();
    }

    public String name() {
        return name;
    }

    /** What comes before every path; empty text at the root. */
    public String base() {
        return base;
    }

    /** Whether browsers reach it by https. */
    public boolean isSecure() {
        return secure;
    }

    /** Whether it stands behind a proxy, whose word on the client's address counts. */
    public boolean isPublished() {
        return published;
    }

    public Path uploads() {
        return uploads;
    }

    /** The address of a path on this deployment. */
    public String at(String path) {
        return base + path;
    }

    /** The path without the base; as it is if a proxy took the base away already. */
    public String within(String rawPath) {
        if (!base.isEmpty() && rawPath.startsWith(base)) {
            String rest = rawPath.substring(base.length());
            if (rest.isEmpty()) {
                return "/";
            }
            if (rest.startsWith("/")) {
                return rest;
            }
        }
        return rawPath;
    }

    /** Whether a path leads to this deployment and nowhere else, whatever a browser makes of it. */
    public static boolean isLocal(String path) {
        return path.startsWith("/")
                && !path.startsWith("//")
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl);
    }

    private static Path folder(String home) {
        try {
            if (home.isEmpty()) {
                return Files.createTempDirectory("allmende-uploads");
            }
            Path folder = Path.of(home, "cache", "uploads");
            Files.createDirectories(folder);
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no place for uploads below " + home, e);
        }
    }

    private static String text(BundleContext context, String property) {
        String value = context.getProperty(property);
        return value == null ? "" : value.strip();
    }
}
