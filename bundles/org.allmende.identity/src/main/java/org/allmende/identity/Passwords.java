/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Turns passwords into what is kept of them, and checks them against it: argon2id, 19 MiB, two passes.
 *
 * <p>That takes some 50 ms and 19 MiB each time, so at most two are under way at once; a row of others waits up to five
 * seconds, and who finds that row full is told so at once, while there is still time to come back.
 * On threads of its own: requests run on virtual ones, which share a few carriers, and this work never waits. Never for every
 * request: see {@link Doorkeeper}. Thread-safe.
 */
@Component(service = Passwords.class)
public final class Passwords {

    static final int LEAST_CHARACTERS = 8;
    static final int MOST_BYTES = 1000;

    private static final Cost COST = new Cost(19 * 1024, 2, 1);
    private static final int AT_ONCE = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final long PATIENCE_MS = 5000;
    /** Under two seconds of work. */
    private static final int LONGEST_ROW = 64;

    private final Secrets secrets = new Secrets();
    private final Cost cost;
    private final ThreadPoolExecutor workers;
    private final String nobody;

    record Cost(int kib, int passes, int lanes) {}

    @Activate
    public Passwords() {
        this(COST);
    }

    Passwords(Cost cost) {
        this.cost = cost;
        this.workers = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(LONGEST_ROW),
                Thread.ofPlatform().daemon().name("identity-passwords-", 0).factory());
        workers.allowCoreThreadTimeOut(true);
        // What a name that nobody has is checked against, so that it takes as long as one that somebody has.
        this.nobody = encoded(cost, secrets.bytes(SALT_BYTES), secrets.bytes(HASH_BYTES));
    }

    @Deactivate
    void close() {
        workers.shutdown();
    }

    /** @throws org.allmende.api.problem.ProblemException of status 503 if too many are under way */
    String hash(String password) {
        byte[] salt = secrets.bytes(SALT_BYTES);
        return encoded(cost, salt, compute(cost, salt, bytes(password)));
    }

    /**
     * @param encoded what {@link #hash} made; empty if there is no such member or no password, which takes as long
     * @throws org.allmende.api.problem.ProblemException of status 503 if too many are under way
     */
    boolean matches(String encoded, String password) {
        byte[] given = bytes(password);
        if (given.length > MOST_BYTES) {
            return false;
        }
        boolean known = !encoded.isEmpty();
        // $argon2id$v=19$m=19456,t=2,p=1$salt$hash
        String[] parts = (known ? encoded : nobody).split("\\$");
        String[] costs = parts[3].split(",");
        Cost then = new Cost(value(costs[0]), value(costs[1]), value(costs[2]));
        byte[] salt = Base64.getDecoder().decode(parts[4]);
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        return MessageDigest.isEqual(expected, compute(then, salt, given)) && known;
    }

    private byte[] compute(Cost with, byte[] salt, byte[] password) {
        try {
            Future<byte[]> hash = workers.submit(() -> argon2(with, salt, password));
            return awaited(hash);
        } catch (RejectedExecutionException e) {
            throw busy();
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static byte[] awaited(Future<byte[]> hash) {
        try {
            return hash.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            hash.cancel(false);
            throw busy();
        } catch (InterruptedException e) {
            hash.cancel(false);
            Thread.currentThread().interrupt();
            throw Problem.unavailable("Signing in was interrupted; try again.").asException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("argon2id failed", e.getCause());
        }
    }

    private static ProblemException busy() {
        return Problem.unavailable("Too many people are signing in at once; try again in a few seconds.")
                .asException();
    }

    private static byte[] argon2(Cost with, byte[] salt, byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(with.kib())
                .withIterations(with.passes())
                .withParallelism(with.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static String encoded(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.kib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static int value(String part) {
        return Integer.parseInt(part.substring(part.indexOf('=') + 1));
    }

    /** Composed first: two keyboards may send the same letter differently. */
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }
}
