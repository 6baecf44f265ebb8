/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events.view;

/** A consumer and how far it has got, in the reader's language. */
public record ConsumerView(
        String name, String feature, String cursor, String lag, String letters, boolean late, String failure) {}
