/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CompressionTest {

    @Test
    void whatIsPackedCanBeUnpackedAgainAndAgain() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Compression compression = new Compression()) {
            for (int i = 0; i < 50; i++) {
                byte[] plain = new byte[random.nextInt(100_000)];
                for (int k = 0; k < plain.length; k++) {
                    plain[k] = (byte) ('a' + random.nextInt(4));
                }
                byte[] packed = compression.gzip(plain);
                assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                        .as("seed %s", seed)
                        .isEqualTo(plain);
            }
        }
    }
}
