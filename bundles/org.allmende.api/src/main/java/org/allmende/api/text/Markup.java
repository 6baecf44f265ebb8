/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import org.allmende.api.web.Html;
import org.osgi.annotation.versioning.ProviderType;

/** Turns what members write into HTML that is safe to show. A runtime service; thread-safe. */
@ProviderType
public interface Markup {

    /** CommonMark with bare links, quotes and mentions; sanitized. Never throws, whatever the text. */
    Html html(String markdown);

    /** The text without its marks, on one line, cut at about {@code limit} characters between words. */
    String plain(String markdown, int limit);
}
