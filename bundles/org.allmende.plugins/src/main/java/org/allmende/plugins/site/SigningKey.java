/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.problem.Problem;

/** What signs: an Ed25519 key pair, kept as PEM in a file that only its owner can read. */
final class SigningKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END \\1 KEY-----");

    private final PrivateKey secret;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey secret, VerifyingKey verifying) {
        this.secret = secret;
        this.verifying = verifying;
    }

    VerifyingKey verifying() {
        return verifying;
    }

    byte[] sign(byte[] document) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(document);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key signs anything", e);
        }
    }

    static SigningKey make() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(pair.getPrivate(), VerifyingKey.of(pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    /**
     * Writes a new file.
     *
     * @throws java.nio.file.FileAlreadyExistsException rather than lose a key that is there
     */
    void write(Path file) throws IOException {
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, owner);
        Files.writeString(
                file,
                pem("PRIVATE", secret.getEncoded())
                        + pem("PUBLIC", verifying.key().getEncoded()),
                StandardOpenOption.WRITE);
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + " KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + " KEY-----\n";
    }

    /** @throws org.allmende.api.problem.ProblemException if it is no file that {@link #write} wrote */
    static SigningKey read(Path file) throws IOException {
        String secret = null;
        String open = null;
        Matcher matcher = PEM.matcher(Files.readString(file));
        while (matcher.find()) {
            String encoded = matcher.group(2).replaceAll("\\s", "");
            if (matcher.group(1).equals("PRIVATE")) {
                secret = encoded;
            } else {
                open = encoded;
            }
        }
        if (secret == null || open == null) {
            throw noKey(file, null);
        }
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret)));
            SigningKey read = new SigningKey(key, VerifyingKey.parse(open));
            if (!read.verifying.verifies(new byte[1], read.sign(new byte[1]))) {
                throw noKey(file, null);
            }
            return read;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw noKey(file, e);
        }
    }

    private static RuntimeException noKey(Path file, Exception cause) {
        return Problem.invalid(
                        file.getFileName().toString(),
                        "is no key of a site. One is made by: allmende site key " + file.getFileName())
                .asException(cause);
    }
}
