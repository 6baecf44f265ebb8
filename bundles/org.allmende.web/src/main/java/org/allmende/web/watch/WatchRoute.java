/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.watch;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.allmende.api.event.Events;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;
import org.allmende.web.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How the deployment is: for load balancers, for Prometheus, for administrators. */
@Component(service = Route.class)
public final class WatchRoute implements Route {

    private static final Permission METRICS = new Permission("metrics", Role.ADMINISTRATOR);

    private final Checks checks;
    private final Metrics metrics;
    private final Leases leases;
    private final Events events;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public WatchRoute(
            @Reference Checks checks,
            @Reference Metrics metrics,
            @Reference Leases leases,
            @Reference Events events,
            @Reference Messages messages) {
        this.checks = checks;
        this.metrics = metrics;
        this.leases = leases;
        this.events = events;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/health", Permission.READ, this::health).summary("Whether every part works"),
                Endpoint.get("/metrics", METRICS, this::metrics).summary("Figures for Prometheus"),
                Endpoint.get("/admin", Permission.ADMINISTER, this::overview)
                        .menu(new MenuEntry(
                                Area.ADMINISTRATION,
                                0,
                                viewer -> messages.in(viewer.locale(), viewer.zone())
                                        .get("admin.section"),
                                viewer -> messages.in(viewer.locale(), viewer.zone())
                                        .get("admin.overview"))));
    }

    private Response health(Request request) {
        List<Health> all = checks.all();
        Health.Level worst = Checks.worst(all);
        List<Json> parts = all.stream()
                .map(part -> Json.object("part", part.part(), "level", part.level(), "detail", part.detail()))
                .toList();
        return Response.json(Json.object("status", worst, "parts", parts))
                .status(worst == Health.Level.BAD ? 503 : 200)
                .header("Cache-Control", "no-store");
    }

    private Response metrics(Request request) {
        return Response.bytes(
                "text/plain; version=0.0.4; charset=utf-8", exposition().getBytes(StandardCharsets.UTF_8));
    }

    String exposition() {
        StringBuilder out = new StringBuilder(4096);
        type(out, "allmende_http_requests_total", "counter", "Requests answered, by status");
        new TreeMap<>(metrics.statuses())
                .forEach((status, count) ->
                        line(out, "allmende_http_requests_total{status=\"" + status + "\"}", count.sum()));
        type(
                out,
                "allmende_http_request_duration_seconds",
                "histogram",
                "From the head's arrival to the computed answer");
        long sum = 0;
        for (int i = 0; i < Metrics.BOUNDS.length; i++) {
            sum += metrics.bucket(i);
            line(out, "allmende_http_request_duration_seconds_bucket{le=\"" + Metrics.BOUNDS[i] / 1000 + "\"}", sum);
        }
        sum += metrics.bucket(Metrics.BOUNDS.length);
        line(out, "allmende_http_request_duration_seconds_bucket{le=\"+Inf\"}", sum);
        line(out, "allmende_http_request_duration_seconds_sum", metrics.seconds());
        line(out, "allmende_http_request_duration_seconds_count", sum);
        gauge(out, "allmende_http_requests_in_flight", "Requests being answered", metrics.inFlight());
        gauge(out, "allmende_lease_snapshot", "Number of switches so far", switches());
        gauge(out, "allmende_events_newest", "Offset of the newest event", events.newest());
        type(out, "allmende_consumer_lag", "gauge", "Events a consumer has still to handle");
        List<Events.Progress> progress = events.progress();
        progress.forEach(one -> line(out, "allmende_consumer_lag" + labels(one), one.lag()));
        type(out, "allmende_consumer_dead_letters", "gauge", "Events set aside for a consumer");
        progress.forEach(one -> line(out, "allmende_consumer_dead_letters" + labels(one), one.deadLetters()));
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        gauge(out, "jvm_memory_heap_used_bytes", "Heap in use", heap.getUsed());
        gauge(out, "jvm_memory_heap_max_bytes", "Heap at most", heap.getMax());
        gauge(
                out,
                "jvm_memory_nonheap_used_bytes",
                "Memory in use outside the heap",
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
        gauge(
                out,
                "jvm_threads",
                "Platform threads",
                ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(
                out,
                "jvm_classes_loaded",
                "Classes loaded",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        return out.toString();
    }

    private Response overview(Request request) {
        Phrases words = messages.in(request.viewer().locale(), request.viewer().zone());
        List<Health> all = checks.all();
        Health.Level worst = Checks.worst(all);
        Runtime runtime = Runtime.getRuntime();
        Instant since =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        List<Overview.Fact> facts = List.of(
                new Overview.Fact(words.get("admin.since"), words.moment(since)),
                new Overview.Fact(words.get("admin.java"), Runtime.version().toString()),
                new Overview.Fact(
                        words.get("admin.memory"),
                        words.get(
                                "admin.memory.value",
                                "used",
                                words.number((runtime.totalMemory() - runtime.freeMemory()) >> 20),
                                "most",
                                words.number(runtime.maxMemory() >> 20))),
                new Overview.Fact(words.get("admin.requests"), words.number(metrics.answered())),
                new Overview.Fact(words.get("admin.failed"), words.number(metrics.failed())));
        List<Overview.Part> parts = all.stream()
                .map(part -> new Overview.Part(
                        part.part(), words.get("admin.part." + word(part.level())), tone(part.level()), part.detail()))
                .toList();
        List<Overview.Follower> consumers = events.progress().stream()
                .map(one -> new Overview.Follower(
                        one.consumer(), one.feature(), words.number(one.lag()), words.number(one.deadLetters())))
                .toList();
        Overview overview = new Overview(
                words.get("admin.title"),
                words.get("admin.state." + word(worst)),
                tone(worst),
                words.get("admin.running"),
                facts,
                words.get("admin.health"),
                words.get("admin.health.none"),
                parts,
                words.get("admin.consumers"),
                List.of(
                        words.get("admin.consumer"),
                        words.get("admin.feature"),
                        words.get("admin.lag"),
                        words.get("admin.dead")),
                consumers);
        String html = templates
                .administration(overview, request.panels(Slot.ADMINISTRATION))
                .render();
        return Response.page(
                Page.of(words.get("admin.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private long switches() {
        try (Snapshot snapshot = leases.open()) {
            return snapshot.number();
        }
    }

    private static String word(Health.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static String tone(Health.Level level) {
        return Map.of(Health.Level.GOOD, "good", Health.Level.DEGRADED, "warn", Health.Level.BAD, "bad")
                .get(level);
    }

    private static String labels(Events.Progress one) {
        return "{consumer=\"" + quoted(one.consumer()) + "\",feature=\"" + quoted(one.feature()) + "\"}";
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static void gauge(StringBuilder out, String name, String help, long value) {
        type(out, name, "gauge", help);
        line(out, name, value);
    }

    private static void type(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, Number value) {
        out.append(name).append(' ').append(value).append('\n');
    }
}
