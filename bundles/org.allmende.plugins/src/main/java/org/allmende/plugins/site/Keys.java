/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.allmende.api.problem.Problem;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.JsonLine;

/**
 * The keys that speak for a site, as the root document of The Update Framework has them: each version is signed by enough keys
 * of the one before, so whoever trusts one version can follow a change of keys, and a key that was lost or stolen can be left
 * out.
 *
 * @param version counts from 1
 * @param threshold so many of the keys must sign
 */
public record Keys(long version, Instant expires, int threshold, Map<String, VerifyingKey> keys) {

    static final String TYPE = "application/vnd.allmende.keys+json";

    public Keys {
        keys = Map.copyOf(keys);
    }

    /** Where a site has a version of them. */
    static String file(long version) {
        return "keys/" + version + ".json";
    }

    /** Reads them out of a document; whether it is trusted is for {@link #following}. */
    static Keys read(String file, Envelope envelope) {
        if (!envelope.type().equals(TYPE)) {
            throw Problem.invalid(file, "is a " + envelope.type() + ", not the keys of a site")
                    .asException();
        }
        StrictJson.Node root = StrictJson.object(file, envelope.document());
        Map<String, VerifyingKey> keys = new LinkedHashMap<>();
        for (StrictJson.Node key : root.needed("keys").list()) {
            try {
                VerifyingKey one = VerifyingKey.parse(key.text());
                keys.put(one.id(), one);
            } catch (IllegalArgumentException e) {
                throw key.problem("this " + e.getMessage());
            }
        }
        StrictJson.Node threshold = root.needed("threshold");
        if (threshold.number() < 1 || threshold.number() > keys.size()) {
            throw threshold.problem("of " + keys.size() + " keys, 1 to " + keys.size() + " must sign");
        }
        return new Keys(
                root.needed("version").number(), Times.read(root.needed("expires")), (int) threshold.number(), keys);
    }

    byte[] json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version);
        fields.put("expires", expires.toString());
        fields.put("threshold", threshold);
        fields.put(
                "keys",
                keys.values().stream().map(VerifyingKey::base64).sorted().toList());
        return JsonLine.of(fields);
    }

    /** Whether enough of these keys have signed. */
    boolean haveSigned(Envelope envelope) {
        return envelope.signers(keys).size() >= threshold;
    }

    /**
     * The next version, once it has shown that it follows this one.
     *
     * @throws org.allmende.api.problem.ProblemException if it does not
     */
    Keys following(String file, Envelope envelope) {
        Keys next = read(file, envelope);
        if (next.version() != version + 1) {
            throw Problem.invalid(file, "is version " + next.version() + " of the keys, not " + (version + 1))
                    .asException();
        }
        if (!haveSigned(envelope) || !next.haveSigned(envelope)) {
            throw Problem.invalid(
                            file,
                            "is not signed by enough of the keys before it and of its own. If the site's owner did not"
                                    + " change them, somebody else did: nothing of it is taken")
                    .asException();
        }
        return next;
    }

    /** What a person compares: the SHA-256 of the first keys' document, which nobody can make another for. */
    static String fingerprint(Envelope envelope) {
        return Hashes.sha256(envelope.document());
    }
}
