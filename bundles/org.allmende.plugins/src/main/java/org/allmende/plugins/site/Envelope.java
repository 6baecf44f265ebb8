/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.JsonLine;

/**
 * A document with its signatures, as DSSE (Dead Simple Signing Envelope) 1.0 has it: what is signed is the type and the very
 * bytes of the document, so nothing has to be brought into a canonical form, and nothing is read before its signature has been
 * looked at.
 *
 * @param type what the document is, such as {@value Keys#TYPE}
 */
public record Envelope(String type, byte[] document, List<Signature> signatures) {

    /** Larger documents are not read. */
    static final int LARGEST = 8 << 20;

    /** @param key the id of the key, a hint only: what counts is whether the signature fits */
    public record Signature(String key, byte[] value) {}

    public Envelope {
        signatures = List.copyOf(signatures);
    }

    static Envelope of(String type, byte[] document) {
        return new Envelope(type, document, List.of());
    }

    /**
     * Reads an envelope; whether its signatures fit is for {@link #signers}.
     *
     * @param file what it is called in problems
     * @throws ProblemException with line and column of what is wrong
     */
    static Envelope read(String file, byte[] json) {
        StrictJson.Node root = StrictJson.object(file, json, LARGEST);
        List<Signature> signatures = new ArrayList<>();
        for (StrictJson.Node one : root.needed("signatures").list()) {
            signatures.add(new Signature(one.text("keyid", ""), decoded(one.needed("sig"))));
        }
        return new Envelope(root.needed("payloadType").text(), decoded(root.needed("payload")), signatures);
    }

    private static byte[] decoded(StrictJson.Node node) {
        try {
            return Base64.getDecoder().decode(node.text());
        } catch (IllegalArgumentException e) {
            throw node.problem("this is not Base64");
        }
    }

    /** With one signature more. */
    Envelope signedBy(SigningKey key) {
        List<Signature> more = new ArrayList<>(signatures);
        more.add(new Signature(key.verifying().id(), key.sign(signed())));
        return new Envelope(type, document, more);
    }

    /** The ids of those keys whose signature is on it. A key counts once, however often it signed. */
    Set<String> signers(Map<String, VerifyingKey> keys) {
        byte[] signed = signed();
        Set<String> signers = new LinkedHashSet<>();
        for (Signature signature : signatures) {
            VerifyingKey key = keys.get(signature.key());
            if (key != null && key.verifies(signed, signature.value())) {
                signers.add(key.id());
            }
        }
        return signers;
    }

    byte[] json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("payloadType", type);
        fields.put("payload", Base64.getEncoder().encodeToString(document));
        fields.put(
                "signatures",
                signatures.stream()
                        .map(one -> Map.of(
                                "keyid", one.key(), "sig", Base64.getEncoder().encodeToString(one.value())))
                        .toList());
        return JsonLine.of(fields);
    }

    /** DSSE's pre-authentication encoding. */
    private byte[] signed() {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length + 100);
        bytes.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(typeBytes);
        bytes.writeBytes((" " + document.length + " ").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(document);
        return bytes.toByteArray();
    }
}
