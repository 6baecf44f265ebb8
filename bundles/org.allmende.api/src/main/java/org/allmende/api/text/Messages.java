/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The messages of the bundle that refers to this service. A runtime service with one instance a bundle; thread-safe.
 */
@ProviderType
public interface Messages {

    /** Phrases in the nearest language that the bundle speaks, English at last. */
    Phrases in(Locale locale, ZoneId zone);

    /** The languages that this deployment speaks: those of the web shell's messages. */
    Set<Locale> languages();
}
