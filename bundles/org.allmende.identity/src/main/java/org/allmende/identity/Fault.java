/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.Arrays;
import java.util.List;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Handler;

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

    /** Faults become problems, in the reader's language. */
    static Handler told(Handler handler, Messages messages) {
        return request -> {
            try {
                return handler.answer(request);
            } catch (Rejected e) {
                Phrases say =
                        messages.in(request.viewer().locale(), request.viewer().zone());
                throw problem(e.type(), e.status(), e.faults(), say).asException(e);
            }
        };
    }

    static Problem problem(List<Fault> faults, Phrases say) {
        return problem("invalid", 400, faults, say);
    }

    static Problem problem(String type, int status, List<Fault> faults, Phrases say) {
        String detail = String.join(
                " ", faults.stream().map(it -> it.field() + ": " + it.in(say)).toList());
        return new Problem(
                type,
                status,
                say.get("problem." + type),
                detail,
                faults.stream()
                        .map(it -> new Problem.Field(it.field(), it.in(say)))
                        .toList());
    }
}
