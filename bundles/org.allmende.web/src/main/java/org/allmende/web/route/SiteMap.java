/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a snapshot offers to the web, put in order once: routes by path, panels by slot, menus by area. A route or panel
 * that fails while it is asked what it is, is left out and named in the log; the rest serves.
 */
public final class SiteMap {

    private static final Logger LOG = LoggerFactory.getLogger(SiteMap.class);

    /** A line of a menu and where it leads. */
    public record Line(MenuEntry entry, Endpoint endpoint) {}

    private record Placed(Offer<Panel> offer, int order) {}

    private final RouteTree routes = new RouteTree();
    private final Map<Slot, List<Offer<Panel>>> panels = new EnumMap<>(Slot.class);
    private final Map<Area, List<Line>> menus = new EnumMap<>(Area.class);
    private final long number;

    private SiteMap(long number) {
        this.number = number;
    }

    public static SiteMap of(Snapshot snapshot) {
        SiteMap map = new SiteMap(snapshot.number());
        snapshot.offers(Route.class).forEach(map::route);
        map.panels(snapshot.offers(Panel.class));
        map.menus
                .values()
                .forEach(menu ->
                        menu.sort(Comparator.comparingInt(line -> line.entry().order())));
        return map;
    }

    public RouteTree routes() {
        return routes;
    }

    public List<Offer<Panel>> panels(Slot slot) {
        return panels.getOrDefault(slot, List.of());
    }

    public List<Line> menu(Area area) {
        return menus.getOrDefault(area, List.of());
    }

    /** The snapshot's. */
    public long number() {
        return number;
    }

    private void route(Offer<Route> offer) {
        try {
            for (Endpoint endpoint : offer.service().endpoints()) {
                Optional<RouteTree.Served> before = routes.add(endpoint, offer);
                if (before.isPresent()) {
                    LOG.warn(
                            "{} {} of {} is left out: {} has it already",
                            endpoint.method(),
                            endpoint.path(),
                            offer.label(),
                            before.get().offer().label());
                    continue;
                }
                endpoint.menu().ifPresent(entry -> menus.computeIfAbsent(entry.area(), any -> new ArrayList<>())
                        .add(new Line(entry, endpoint)));
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The routes of {} are left out", offer.label(), e);
        }
    }

    private void panels(List<Offer<Panel>> offers) {
        Map<Slot, List<Placed>> placed = new EnumMap<>(Slot.class);
        for (Offer<Panel> offer : offers) {
            try {
                Panel panel = offer.service();
                placed.computeIfAbsent(panel.slot(), any -> new ArrayList<>()).add(new Placed(offer, panel.order()));
            } catch (RuntimeException | LinkageError e) {
                LOG.error("A panel of {} is left out", offer.label(), e);
            }
        }
        placed.forEach((slot, list) -> panels.put(
                slot,
                list.stream()
                        .sorted(Comparator.comparingInt(Placed::order))
                        .map(Placed::offer)
                        .toList()));
    }
}
