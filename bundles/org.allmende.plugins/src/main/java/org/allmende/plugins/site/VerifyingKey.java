/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * What checks signatures: an Ed25519 public key (RFC 8032, RFC 8410).
 *
 * @param id the SHA-256 of the encoded key, in hexadecimal: nobody can claim another's
 */
public record VerifyingKey(String id, PublicKey key) {

    static VerifyingKey of(PublicKey key) {
        return new VerifyingKey(Hashes.sha256(key.getEncoded()), key);
    }

    /**
     * @param base64 the X.509 encoding
     * @throws IllegalArgumentException if it is no such key
     */
    static VerifyingKey parse(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is no Ed25519 public key", e);
        }
    }

    String base64() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    boolean verifies(byte[] signed, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // Of a wrong length, or no signature at all: it does not fit.
            return false;
        }
    }
}
