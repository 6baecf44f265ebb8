/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

/** Fast random numbers, the same for the same seed everywhere. Not for secrets; for one thread. */
final class Dice {

    private long state;

    Dice(long seed) {
        this.state = seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    }

    long next() {
        long z = state += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** From 0 to just below 1. */
    double share() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return share() < probability;
    }

    /** Log-normal, by the sum of four uniform numbers: close enough to a bell for lengths. */
    double logNormal(double median, double spread) {
        double bell = (share() + share() + share() + share() - 2) * 1.732;
        return median * Math.exp(bell * spread);
    }

    /** How often something of this mean happened, each time with the same chance of once more. */
    int geometric(double mean) {
        return (int) (Math.log(1 - share()) / Math.log(mean / (1 + mean)));
    }
}
