/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allmende.api.lease.Leased;

/** Contracts and providers that tests lend out. */
final class Parties {

    private Parties() {}

    /** Has one provider. */
    @Leased
    public interface Greeter {

        default String greet(String name) throws Exception {
            return "nobody greets " + name;
        }

        default CompletionStage<String> later() {
            return CompletableFuture.completedFuture("nobody");
        }
    }

    /** Has many providers. */
    @Leased(many = true)
    public interface Piece {

        default int generation() {
            return 0;
        }
    }

    /** Has many providers, of one generation at a time. */
    @Leased(many = true, exclusive = true)
    public interface Worker {

        default void work() {}
    }

    static final Kind GREETER = Kind.of(Greeter.class);
    static final Kind PIECE = Kind.of(Piece.class);

    static <T> Seat<T> seat(Lending lending, Kind kind, int generation, T service) {
        Seat.Provider provider = new Seat.Provider("tests", "1." + generation, generation, "org.example", "part");
        return new Seat<>(kind, provider, service, Map.of(), 0, generation, lending.turnstile());
    }

    static Greeter proxy(Lending lending) {
        return (Greeter) StandIn.of(GREETER, lending);
    }

    static void offer(Lending lending, Seat<?>... seats) {
        lending.change(List.of(), List.of(seats), List.of());
    }
}
