/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks the tokens that prove that a form came from one of our pages.
 *
 * <p>A token is derived from a secret that only the browser and we know: the session's, or the visitor cookie of somebody
 * who is not signed in. It is masked anew each time, so that a compressed page does not give it away bit by bit.
 * Thread-safe.
 */
public final class FormTokens {

    private static final int LENGTH = 16;

    private final SecureRandom random = new SecureRandom();

    /** What a visitor cookie holds. */
    public String visitor() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    public String token(String secret) {
        byte[] mask = bytes();
        byte[] proof = proof(secret);
        byte[] token = Arrays.copyOf(mask, 2 * LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            token[LENGTH + i] = (byte) (proof[i] ^ mask[i]);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    public boolean isGood(String token, String secret) {
        byte[] given;
        try {
            given = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (given.length != 2 * LENGTH) {
            return false;
        }
        byte[] proof = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            proof[i] = (byte) (given[i] ^ given[LENGTH + i]);
        }
        return MessageDigest.isEqual(proof, proof(secret));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] proof(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal("form".getBytes(StandardCharsets.US_ASCII)), LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
