/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The style sheets, scripts and pictures of the bundle that refers to this service: what lies in its folder
 * {@code static/}. A runtime service with one instance a bundle; thread-safe.
 */
@ProviderType
public interface Assets {

    /**
     * The address of a file in {@code static/}, with its base path and a hash of its content, cacheable for ever; served
     * for a day after the bundle has gone.
     */
    String address(String file);
}
