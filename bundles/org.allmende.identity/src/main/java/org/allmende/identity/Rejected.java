/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.List;

/** The input is not taken: says for each field what is wrong with it. Nothing was changed. */
final class Rejected extends RuntimeException {

    private final String type;
    private final int status;
    private final transient List<Fault> faults;

    Rejected(List<Fault> faults) {
        this("invalid", 400, faults);
    }

    private Rejected(String type, int status, List<Fault> faults) {
        super(type);
        this.type = type;
        this.status = status;
        this.faults = List.copyOf(faults);
    }

    static Rejected conflict(Fault fault) {
        return new Rejected("conflict", 409, List.of(fault));
    }

    static Rejected forbidden(Fault fault) {
        return new Rejected("forbidden", 403, List.of(fault));
    }

    /** Somebody was faster. */
    static Rejected overtaken() {
        return new Rejected("overtaken", 412, List.of(Fault.of("revision", "fault.overtaken")));
    }

    String type() {
        return type;
    }

    int status() {
        return status;
    }

    List<Fault> faults() {
        return faults;
    }
}
