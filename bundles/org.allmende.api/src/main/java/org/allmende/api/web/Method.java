/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

/** HTTP methods that endpoints have. HEAD and OPTIONS are the dispatcher's. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
