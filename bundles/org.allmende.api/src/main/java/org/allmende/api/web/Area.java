/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

/** The part of the site that a page lies in; decides the menu beside it. */
public enum Area {
    /** What members read: text with a sidebar of panels. */
    COMMUNITY,
    /** What is one's own: profile, preferences, notifications. */
    SELF,
    MODERATION,
    ADMINISTRATION
}
