/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final Passwords passwords = new Passwords(Deployment.CHEAP);

    @Test
    void aPasswordFitsItsHashAndNoOther() {
        String hash = passwords.hash("a long password");

        assertThat(passwords.matches(hash, "a long password")).isTrue();
        assertThat(passwords.matches(hash, "A long password")).isFalse();
        assertThat(passwords.hash("a long password")).isNotEqualTo(hash);
    }

    @Test
    void nothingIsCutOff() {
        String long1 = "x".repeat(999) + "1";
        String hash = passwords.hash(long1);

        assertThat(passwords.matches(hash, long1)).isTrue();
        assertThat(passwords.matches(hash, "x".repeat(999) + "2")).isFalse();
        assertThat(passwords.matches(hash, long1 + "x")).isFalse();
    }

    @Test
    void theSameLettersFromAnotherKeyboardAreTheSamePassword() {
        assertThat(passwords.matches(passwords.hash("gr\u00fcne wiese"), "gru\u0308ne wiese"))
                .isTrue();
    }

    @Test
    void aNameThatNobodyHasNeverFits() {
        assertThat(passwords.matches("", "a long password")).isFalse();
    }

    @Test
    void whatWasHashedAtAnotherCostStillFits() {
        String old = new Passwords(new Passwords.Cost(128, 2, 1)).hash("a long password");

        assertThat(passwords.matches(old, "a long password")).isTrue();
    }

    @Test
    void theRealCostIsNineteenMebibytesAndTwoPasses() {
        assertThat(new Passwords().hash("a long password")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void manyAtOnceWaitForOneAnother() throws Exception {
        String hash = passwords.hash("a long password");
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> check = () -> passwords.matches(hash, "a long password");
            for (var result :
                    many.invokeAll(IntStream.range(0, 50).mapToObj(it -> check).toList())) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void whoFindsTheRowFullIsTurnedAwayAtOnce() throws Exception {
        Passwords slow = new Passwords(new Passwords.Cost(2048, 10, 1));
        String hash = slow.hash("a long password");
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch full = new CountDownLatch(1);
            for (int i = 0; i < 80; i++) {
                many.submit(() -> {
                    try {
                        slow.matches(hash, "a long password");
                    } catch (ProblemException e) {
                        full.countDown();
                    }
                });
            }
            assertThat(full.await(4, TimeUnit.SECONDS))
                    .as("before anybody lost patience")
                    .isTrue();
        }
    }
}
