/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.host;

/** What a host can do beyond letting its content be read. */
public enum Capability {
    /** Asks gates before it publishes. */
    GATE,
    HIDE,
    PUBLISH,
    EDIT,
    /** Takes messages to a member and shows them. */
    MESSAGE,
    /** Has slots that panels appear in. */
    SLOTS,
    TAGS,
    REACTIONS,
    ANSWERS,
    PICTURES,
    VIEWS
}
