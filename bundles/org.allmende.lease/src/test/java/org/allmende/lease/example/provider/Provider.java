/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.provider;

import java.util.Hashtable;
import java.util.List;
import org.allmende.lease.example.contract.Greeter;
import org.allmende.lease.example.contract.Piece;
import org.allmende.lease.example.contract.Worker;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Offers a greeter and a piece, and fails calls that last longer than it does, as a bundle does that closes its files. */
public final class Provider implements BundleActivator {

    private volatile boolean stopped;

    @Override
    public void start(BundleContext context) {
        String name = context.getBundle().getHeaders().get("Example-Name");
        Service service = new Service(name);
        context.registerService(
                new String[] {Greeter.class.getName(), Piece.class.getName()}, service, new Hashtable<>());
        context.registerService(Worker.class, new Worker() {}, null);
        context.registerService(Own.class, new Own() {}, null);
        ServiceRegistration<?>[] restarting = {context.registerService(Piece.class, new Service(name + "+"), null)};
        // Lets a test do what a component does when its settings change.
        context.registerService(
                Runnable.class,
                () -> {
                    restarting[0].unregister();
                    restarting[0] = context.registerService(Piece.class, new Service(name + "+"), null);
                },
                new Hashtable<>(java.util.Map.of("example", "restart")));
    }

    @Override
    public void stop(BundleContext context) {
        stopped = true;
    }

    private final class Service implements Greeter, Piece {

        private final String name;

        Service(String name) {
            this.name = name;
        }

        @Override
        public String greet(String whom) {
            alive();
            Thread.yield();
            alive();
            return List.of(name, "greets", whom).toString();
        }

        @Override
        public String show() {
            alive();
            return name;
        }

        private void alive() {
            if (stopped) {
                throw new IllegalStateException(name + " was called after it was stopped");
            }
        }
    }
}
