/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission impatient = new Admission(2, Duration.ZERO);

    @Test
    void whoFindsNoPlaceIsTurnedAwayUntilOneIsGivenBack() {
        Admission.Place first = impatient.enter();
        try (Admission.Place second = impatient.enter()) {
            assertThat(first.isRefusal()).isFalse();
            assertThat(second.isRefusal()).isFalse();
            assertThat(impatient.enter().isRefusal()).isTrue();
            first.close();
            assertThat(impatient.enter().isRefusal()).isFalse();
        }
    }

    @Test
    void aRefusalGivesNothingBack() {
        impatient.enter();
        impatient.enter();
        impatient.enter().close();
        assertThat(impatient.enter().isRefusal()).isTrue();
    }

    @Test
    void whoWaitsGetsThePlaceThatIsGivenBack() {
        Admission patient = new Admission(1, Duration.ofMinutes(1));
        Admission.Place first = patient.enter();
        CompletableFuture<Boolean> second =
                CompletableFuture.supplyAsync(() -> patient.enter().isRefusal(), Thread::startVirtualThread);
        first.close();
        assertThat(second.join()).isFalse();
    }

    @Test
    void whoIsInWhenTheNumberChangesDisturbsNobody() {
        Admission.Place old = impatient.enter();
        impatient.resize(1);
        assertThat(impatient.enter().isRefusal()).isFalse();
        old.close();
        assertThat(impatient.enter().isRefusal()).isTrue();
    }
}
