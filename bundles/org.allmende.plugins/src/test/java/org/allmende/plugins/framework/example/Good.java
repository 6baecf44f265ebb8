/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import java.util.List;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers a route and says how it is: as its header says. */
public final class Good implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        String level = context.getBundle().getHeaders().get("Example-Level");
        String path = context.getBundle().getHeaders().get("Example-Path");
        context.registerService(HealthCheck.class, new Check(level), null);
        context.registerService(Route.class, new Pages(path), null);
    }

    @Override
    public void stop(BundleContext context) {
        // Its services go with it.
    }

    private record Check(String level) implements HealthCheck {
        @Override
        public Health check() {
            return new Health(Health.Level.valueOf(level), "example", "as the header says");
        }
    }

    private record Pages(String path) implements Route {
        @Override
        public List<Endpoint> endpoints() {
            return List.of(Endpoint.get(path, Permission.READ, request -> Response.empty()));
        }
    }
}
