/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The row that a query stands on; valid while it does. */
@ProviderType
public interface Row {

    /** Empty text where the column is null. */
    String text(String column);

    Optional<String> optionalText(String column);

    /** 0 where the column is null. */
    long number(String column);

    double real(String column);

    boolean flag(String column);

    boolean isNull(String column);

    Instant instant(String column);

    Optional<Instant> optionalInstant(String column);

    byte[] bytes(String column);
}
