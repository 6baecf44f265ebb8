/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.asset;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.web.message.Answer;
import org.allmende.web.message.Compression;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The files that pages refer to, by the hash of their content. Keeps their bytes, never their bundles: what a page from
 * before a swap refers to is there for a day after its bundle has gone. Thread-safe.
 */
@Component(service = AssetStore.class)
public final class AssetStore {

    private static final String PREFIX = "/assets/";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final long FOREVER = Long.MAX_VALUE;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private static final class Kept {
        private final Answer answer;
        private volatile int users;
        private volatile long until = FOREVER;

        Kept(Answer answer) {
            this.answer = answer;
        }
    }

    private final BundleContext context;
    private final Clock clock;
    private final Compression compression = new Compression();
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    @Activate
    public AssetStore(BundleContext context, @Reference Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    @Deactivate
    void deactivate() {
        compression.close();
    }

    /** Answers {@code /assets/hash/bundle/file}. */
    public Answer answer(String path) {
        Kept found = kept.get(path);
        if (found == null) {
            found = recover(path).orElse(null);
        }
        return found == null ? Answer.text(404, "text/plain; charset=utf-8", "There is no such file.\n") : found.answer;
    }

    public static boolean isAsset(String path) {
        return path.startsWith(PREFIX);
    }

    /** Takes in a file of a bundle for one user of it; empty if the bundle has no such file. */
    Optional<String> take(Bundle bundle, String file) {
        return bytes(bundle, file).map(bytes -> {
            String path = path(bundle, file, bytes);
            Kept entry = kept.computeIfAbsent(path, any -> new Kept(made(file, bytes)));
            synchronized (entry) {
                entry.users++;
                entry.until = FOREVER;
            }
            return path;
        });
    }

    /** Ends one user's use of these paths; what nobody uses stays for a day. */
    void release(Set<String> paths) {
        long until = clock.millis() + KEPT.toMillis();
        for (String path : paths) {
            Kept entry = kept.get(path);
            if (entry != null) {
                synchronized (entry) {
                    if (--entry.users <= 0) {
                        entry.until = until;
                    }
                }
            }
        }
        long now = clock.millis();
        kept.values().removeIf(entry -> entry.until < now);
    }

    /** After a restart, a page from before it asks for what no new page has referred to yet. */
    private Optional<Kept> recover(String path) {
        String[] parts = path.substring(PREFIX.length()).split("/", 3);
        if (parts.length < 3 || parts[2].contains("..")) {
            return Optional.empty();
        }
        for (Bundle bundle : context.getBundles()) {
            if (parts[1].equals(bundle.getSymbolicName())) {
                Optional<byte[]> bytes = bytes(bundle, parts[2]);
                if (bytes.isPresent() && path(bundle, parts[2], bytes.get()).equals(path)) {
                    Kept entry = new Kept(made(parts[2], bytes.get()));
                    entry.until = clock.millis() + KEPT.toMillis();
                    kept.putIfAbsent(path, entry);
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> bytes(Bundle bundle, String file) {
        URL entry = bundle.getEntry("static/" + file);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = entry.openStream()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Answer made(String file, byte[] bytes) {
        String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
        Answer.Content content = Compression.isWorthwhile(type, bytes.length)
                ? new Answer.Content.Packed(type, bytes, compression.gzip(bytes))
                : new Answer.Content.Bytes(type, bytes);
        return new Answer(200, java.util.List.of(), content)
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static String path(Bundle bundle, String file, byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return PREFIX + HexFormat.of().formatHex(hash, 0, 8) + "/" + bundle.getSymbolicName() + "/" + file;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
