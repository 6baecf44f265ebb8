/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns.view;

/**
 * An announcement in place.
 *
 * @param body sanitized HTML
 * @param lang the language it is in, null if it is for several
 * @param go where its link leads; empty for none, and then there is no label
 * @param dismiss where "Not now" is posted; empty in a preview
 * @param back the page that it is shown on
 */
public record BannerView(
        String title, String body, String lang, String go, String label, String dismiss, String back, String csrf) {}
