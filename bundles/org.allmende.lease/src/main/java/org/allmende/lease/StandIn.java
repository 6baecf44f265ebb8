/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.allmende.api.lease.Unavailable;

/**
 * What stands permanently where a feature's service is expected: calls whoever is behind it now, and answers with the
 * interface's default method while nobody is. Thread-safe.
 */
final class StandIn implements InvocationHandler {

    private final Kind kind;
    private final Lending lending;

    private StandIn(Kind kind, Lending lending) {
        this.kind = kind;
        this.lending = lending;
    }

    /** Made in the contract's own class loader, so that it is assignable wherever the contract is. */
    static Object of(Kind kind, Lending lending) {
        return Proxy.newProxyInstance(
                kind.type().getClassLoader(), new Class<?>[] {kind.type()}, new StandIn(kind, lending));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "whoever offers " + kind.name();
            };
        }
        while (true) {
            Table table = lending.current();
            List<? extends Seat<?>> seats = table.seats(kind.type());
            if (seats.isEmpty()) {
                long wait = table.wait(kind.type());
                if (wait > 0 && lending.changesWithin(table, wait)) {
                    continue;
                }
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            Seat<?> seat = seats.getFirst();
            lending.tableRead();
            int ticket = seat.calls().enter();
            if (ticket != Turnstile.REFUSED) {
                return call(seat, ticket, method, arguments);
            }
        }
    }

    private static Object call(Seat<?> seat, int ticket, Method method, Object[] arguments) throws Throwable {
        Object answer;
        try {
            answer = method.invoke(seat.service(), arguments);
        } catch (InvocationTargetException e) {
            throw seat.calls().leave(ticket) ? new Unavailable(seat.gone()) : e.getCause();
        } catch (Throwable e) {
            seat.calls().leave(ticket);
            throw e;
        }
        if (answer instanceof CompletionStage<?> stage) {
            seat.calls().step(ticket);
            return seat.lend(stage);
        }
        seat.calls().leave(ticket);
        return answer;
    }
}
