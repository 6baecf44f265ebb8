/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A JSON object that came in. Each accessor throws a problem that names the field if it is missing or of another type. */
@ProviderType
public interface JsonBody {

    boolean has(String field);

    String text(String field);

    Optional<String> optionalText(String field);

    long number(String field);

    boolean flag(String field, boolean fallback);

    List<String> texts(String field);

    List<JsonBody> objects(String field);

    /** All fields, for those who take any. */
    java.util.Map<String, Object> all();
}
