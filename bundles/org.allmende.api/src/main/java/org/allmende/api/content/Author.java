/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

/** Who wrote an item; the name as it is now. */
public record Author(Ref ref, String name) {}
