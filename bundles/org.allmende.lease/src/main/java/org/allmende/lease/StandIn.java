/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.lease.Unavailable;

/**
 * What stands permanently where a feature's service is expected: calls whoever is behind it now, and answers with the
 * interface's default method while nobody is. Thread-safe.
 */
final class StandIn implements InvocationHandler {

    private final Kind kind;
    private final Lending lending;
    private final Map<Method, MethodHandle> handles = new ConcurrentHashMap<>();

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
                return call(seat, ticket, handle(method), arguments);
            }
        }
    }

    /**
     * A method as a handle of type {@code (Object, Object[])Object}. Through one, unlike through {@link Method#invoke} where
     * reflection is told to be native (as {@code bin/allmende} does, for the start), no frame of the virtual machine is on
     * the stack: a virtual thread that waits inside keeps no carrier.
     */
    private MethodHandle handle(Method method) {
        return handles.computeIfAbsent(method, StandIn::unreflected);
    }

    private static MethodHandle unreflected(Method method) {
        try {
            int count = method.getParameterCount();
            return MethodHandles.publicLookup()
                    .unreflect(method)
                    .asFixedArity()
                    .asType(MethodType.genericMethodType(count + 1))
                    .asSpreader(Object[].class, count);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the methods of an interface of the contract are public: " + method, e);
        }
    }

    private static Object call(Seat<?> seat, int ticket, MethodHandle method, Object[] arguments) throws Throwable {
        Object answer;
        try {
            answer = (Object) method.invokeExact((Object) seat.service(), arguments);
        } catch (Throwable e) {
            throw seat.calls().leave(ticket) ? new Unavailable(seat.gone()) : e;
        }
        if (answer instanceof CompletionStage<?> stage) {
            seat.calls().step(ticket);
            return seat.lend(stage);
        }
        seat.calls().leave(ticket);
        return answer;
    }
}
