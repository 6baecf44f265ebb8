/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

/** A place in a host's page. */
public enum Slot {
    /** The bar on top: search box, language, bell, face. */
    HEADER,
    /** Above everything on the page: announcements. */
    BANNER,
    SIDEBAR,
    BEFORE_TOPIC,
    AFTER_TOPIC,
    /** Beside a post's author and time: chips. */
    POST_META,
    BEFORE_POST,
    AFTER_POST,
    /** The row of buttons under a post. */
    POST_ACTIONS,
    COMPOSER,
    PROFILE,
    /** Cards on the administration's first page. */
    ADMINISTRATION
}
