/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.gate;

/**
 * Why a gate said so.
 *
 * @param check the gate or the part of it, such as {@code terms}
 * @param rule what in it, such as the list's or the rule's name
 * @param detail a sentence in the author's language that names what to change
 */
public record Reason(String check, String rule, String detail) {

    public static Reason of(String check, String rule, String detail) {
        return new Reason(check, rule, detail);
    }
}
