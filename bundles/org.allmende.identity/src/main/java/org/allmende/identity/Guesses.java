/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How many wrong passwords may come from one place, whatever the names: a school's worth at once, then one a second. This machine
 * itself has more, since all the people behind a proxy may seem to come from it. Not safe for concurrent use.
 */
final class Guesses {

    private static final Allowance OTHERS = new Allowance(60, 1);
    private static final Allowance NEAR = new Allowance(120, 10);

    /** @param perSecond how many come back */
    private record Allowance(double most, double perSecond) {}

    private record Left(double guesses, Instant at) {}

    private final Remembered<String, Left> left;

    Guesses(int places) {
        this.left = new Remembered<>(places);
    }

    /** @return how long to wait; zero if one was taken */
    Duration take(String client, Instant now) {
        String place = place(client);
        Allowance allowance = allowance(place);
        double guesses = left.get(place)
                .map(it -> Math.min(allowance.most(), it.guesses() + since(it.at(), now) * allowance.perSecond()))
                .orElse(allowance.most());
        if (guesses < 1) {
            return Duration.ofMillis((long) Math.ceil((1 - guesses) / allowance.perSecond() * 1000));
        }
        left.put(place, new Left(guesses - 1, now), left.stamp());
        return Duration.ZERO;
    }

    void giveBack(String client) {
        String place = place(client);
        left.get(place)
                .ifPresent(it -> left.put(
                        place, new Left(Math.min(allowance(place).most(), it.guesses() + 1), it.at()), left.stamp()));
    }

    private static double since(Instant then, Instant now) {
        return Math.max(0, Duration.between(then, now).toMillis() / 1000.0);
    }

    private static Allowance allowance(String place) {
        return place.startsWith("127.") || place.equals("::1") ? NEAR : OTHERS;
    }

    /** Whoever has one address of IPv6 has the other 2^64 of that network too. */
    private static String place(String client) {
        String address = client.replace("[", "").replace("]", "");
        if (!address.contains(":")) {
            return address;
        }
        try {
            InetAddress known = InetAddress.getByName(address); // with a colon in it, no name that is looked up
            byte[] bytes = known.getAddress();
            return known.isLoopbackAddress()
                    ? "::1"
                    : bytes.length == 16 ? Arrays.toString(Arrays.copyOf(bytes, 8)) : known.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
