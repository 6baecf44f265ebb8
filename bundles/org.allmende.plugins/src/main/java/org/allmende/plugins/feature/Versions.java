/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.Comparator;

/** Orders versions as people mean them: 1.2 before 1.10, {@code 2.0.0-rc1} before {@code 2.0.0}. */
public final class Versions {

    /** Older first. */
    public static final Comparator<String> ORDER = Versions::compare;

    private Versions() {}

    private static int compare(String one, String other) {
        String[] left = one.split("-", 2);
        String[] right = other.split("-", 2);
        int byNumbers = compareParts(left[0].split("[.+]"), right[0].split("[.+]"));
        if (byNumbers != 0) {
            return byNumbers;
        }
        if (left.length != right.length) {
            return right.length - left.length;
        }
        return left.length == 1 ? 0 : compareParts(left[1].split("[.-]"), right[1].split("[.-]"));
    }

    private static int compareParts(String[] left, String[] right) {
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = compareParts(i < left.length ? left[i] : "0", i < right.length ? right[i] : "0");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareParts(String left, String right) {
        boolean numbers = left.matches("\\d{1,18}") && right.matches("\\d{1,18}");
        return numbers ? Long.compare(Long.parseLong(left), Long.parseLong(right)) : left.compareTo(right);
    }
}
