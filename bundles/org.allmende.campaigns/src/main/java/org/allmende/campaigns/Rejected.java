/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.List;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Phrases;

/** The input is not taken, or the act does not fit the campaign's stage. Nothing was changed. */
final class Rejected extends RuntimeException {

    private final int status;
    private final transient List<Fault> faults;

    private Rejected(int status, List<Fault> faults) {
        super(faults.toString());
        this.status = status;
        this.faults = List.copyOf(faults);
    }

    static Rejected invalid(List<Fault> faults) {
        return new Rejected(400, faults);
    }

    static Rejected invalid(Fault fault) {
        return invalid(List.of(fault));
    }

    static Rejected conflict(String key, Object... arguments) {
        return new Rejected(409, List.of(Fault.of("state", key, arguments)));
    }

    int status() {
        return status;
    }

    List<Fault> faults() {
        return faults;
    }

    Problem problem(Phrases say) {
        String detail = String.join(
                " ", faults.stream().map(it -> it.field() + ": " + it.in(say)).toList());
        return new Problem(
                status == 400 ? "invalid" : "conflict",
                status,
                say.get("problem." + status),
                detail,
                faults.stream()
                        .map(it -> new Problem.Field(it.field(), it.in(say)))
                        .toList());
    }
}
