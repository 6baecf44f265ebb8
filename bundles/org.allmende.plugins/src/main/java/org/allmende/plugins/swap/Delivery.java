/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.JarIdentity;
import org.allmende.plugins.site.Hashes;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;

/** The jars of a feature, before any is installed. */
final class Delivery {

    private Delivery() {}

    /** All jars are there. */
    static Optional<Note> fetch(Available available) {
        long size = 0;
        for (Map.Entry<BundleId, Path> jar : available.jars().entrySet()) {
            if (!Files.isReadable(jar.getValue())) {
                throw new Refusal(Note.of("bundle-missing", "bundle", jar.getKey(), "file", jar.getValue()));
            }
            size += jar.getValue().toFile().length();
        }
        return Optional.of(Note.of("fetched", "bundles", available.jars().size(), "kilobytes", (size + 1023) / 1024));
    }

    /**
     * They are what was described, and none stands beside a bundle of the runtime.
     *
     * @param runtime symbolic names; a second copy of one would define contract classes anew, which nobody else could call
     */
    static Optional<Note> verify(Available available, Set<String> runtime) {
        unchanged(available);
        Map<JarIdentity, BundleId> seen = new HashMap<>();
        for (BundleId bundle : available.feature().bundles()) {
            Optional<JarIdentity> identity = identity(available.jars().get(bundle));
            if (identity.filter(one -> runtime.contains(one.symbolicName())).isPresent()) {
                throw new Refusal(Note.of("bundle-of-runtime", "bundle", bundle));
            }
            // Another version of a library may stand beside it, but nothing twice.
            BundleId other = identity.map(one -> seen.put(one, bundle)).orElse(null);
            if (other != null) {
                throw new Refusal(Note.of(
                        "bundle-twice",
                        "bundle",
                        bundle,
                        "other",
                        other,
                        "name",
                        identity.get().symbolicName() + " " + identity.get().version()));
            }
        }
        return Optional.of(available.provenance().note());
    }

    private static Optional<JarIdentity> identity(Path jar) {
        try {
            return JarIdentity.of(jar);
        } catch (IOException e) {
            // No jar: that is told, with the reason, when it is to be installed.
            return Optional.empty();
        }
    }

    private static void unchanged(Available available) {
        for (Map.Entry<BundleId, String> expected : available.hashes().entrySet()) {
            Path jar = available.jars().get(expected.getKey());
            try {
                if (!Hashes.sha256(jar).equals(expected.getValue())) {
                    throw new Refusal(Note.of("bundle-changed", "bundle", expected.getKey(), "file", jar));
                }
            } catch (IOException e) {
                throw new Refusal(Note.of("bundle-missing", "bundle", expected.getKey(), "file", jar), e);
            }
        }
    }
}
