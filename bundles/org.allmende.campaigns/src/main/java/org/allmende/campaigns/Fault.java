/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.Arrays;
import java.util.List;
import org.allmende.api.text.Phrases;

/**
 * What is wrong with one field.
 *
 * @param field as it is called in JSON and in forms
 * @param key the message that says what is wrong and names the cure
 * @param arguments the message's, names and values in turn
 */
record Fault(String field, String key, List<Object> arguments) {

    static Fault of(String field, String key, Object... arguments) {
        return new Fault(field, key, Arrays.asList(arguments));
    }

    String in(Phrases say) {
        return say.get(key, arguments.toArray());
    }
}
