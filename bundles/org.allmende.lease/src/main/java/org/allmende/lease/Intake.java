/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * Takes in the services that bundles register under contract interfaces, and gives them to {@link Lending}: those of a
 * generation when it is opened, those of all other bundles as they come and go.
 *
 * <p>A service that goes by itself (its settings changed, somebody stopped its bundle) is drained before its bundle goes on,
 * and its callers are held for a moment, since a successor is likely. Thread-safe. Foreign code (activators, factories) runs
 * in {@code getService} and is never called with a lock held.
 */
final class Intake implements Generations, AllServiceListener {

    private static final System.Logger LOG = System.getLogger(Intake.class.getName());

    /** How long callers wait for the successor of a service that went by itself. */
    private static final long HOLD = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long a bundle that takes its service back waits for the calls that are under way. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final BundleContext context;
    private final Contracts contracts;
    private final Lending lending;
    private final Map<ServiceReference<?>, Taken> services = new ConcurrentHashMap<>();
    /** By prefix. */
    private final Map<String, Generation> opened = new ConcurrentHashMap<>();

    Intake(BundleContext context, Contracts contracts, Lending lending) {
        this.context = context;
        this.contracts = contracts;
        this.lending = lending;
    }

    /** Takes in what is there under a name; for contracts that come later than their providers. */
    void takeIn(String name) {
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(name, null);
            if (references != null) {
                Arrays.stream(references).sorted(Comparator.reverseOrder()).forEach(this::registered);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        ServiceReference<?> reference = event.getServiceReference();
        switch (event.getType()) {
            case ServiceEvent.REGISTERED -> registered(reference);
            case ServiceEvent.UNREGISTERING -> unregistering(reference);
            default -> {
                // Properties of an offer never change.
            }
        }
    }

    private void registered(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null || bundle == context.getBundle() || !contracts.offered(reference)) {
            return;
        }
        Taken taken = new Taken(reference, Location.prefix(bundle));
        if (services.putIfAbsent(reference, taken) == null && isOpen(taken)) {
            offer(taken);
        }
    }

    private boolean isOpen(Taken taken) {
        return taken.prefix.isEmpty() || opened.containsKey(taken.prefix.get());
    }

    /** Offers a service of something that is open already. */
    private void offer(Taken taken) {
        if (!taken.acquire()) {
            LOG.log(System.Logger.Level.ERROR, "{0} could not be activated and is not offered", taken);
            return;
        }
        synchronized (taken) {
            if (taken.state == State.ACQUIRED && isOpen(taken)) {
                taken.state = State.OFFERED;
                lending.change(List.of(), taken.seats, List.of());
            }
        }
    }

    private void unregistering(ServiceReference<?> reference) {
        Taken taken = services.remove(reference);
        if (taken == null) {
            return;
        }
        boolean offered;
        Lending.Drain drain = null;
        synchronized (taken) {
            offered = taken.state == State.OFFERED;
            taken.state = State.GONE;
            if (offered) {
                drain = lending.change(taken.seats, List.of(), missed(taken.seats));
            }
        }
        if (offered) {
            Drained drained = drain.await(LIMIT);
            if (drained.broken() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} went while {1} calls were under way; they were interrupted after {2}",
                        taken,
                        drained.broken(),
                        LIMIT);
            }
        }
        taken.release();
    }

    private List<Table.Vacancy> missed(List<Seat<?>> seats) {
        if (context.getBundle(0).getState() == Bundle.STOPPING) {
            return List.of();
        }
        long until = System.nanoTime() + HOLD;
        return seats.stream()
                .map(seat -> new Table.Vacancy(
                        seat.kind(), seat.provider().bundle(), seat.provider().part(), until))
                .toList();
    }

    @Override
    public List<String> registered(Generation generation) {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            ServiceReference<?>[] references =
                    bundle.getLocation().startsWith(generation.prefix()) ? bundle.getRegisteredServices() : null;
            if (references != null) {
                for (ServiceReference<?> reference : references) {
                    names.addAll(List.of(Hiding.names(reference)));
                }
            }
        }
        return names;
    }

    @Override
    public <T> List<Offer<T>> candidates(Generation generation, Class<T> kind) {
        List<Offer<T>> offers = new ArrayList<>();
        for (Seat<?> seat : seats(acquired(generation))) {
            if (seat.kind().type() == kind) {
                @SuppressWarnings("unchecked") // a seat of a kind holds a service of its type
                Seat<T> typed = (Seat<T>) seat;
                offers.add(typed);
            }
        }
        return offers;
    }

    /** All services of a generation, activated. */
    private List<Taken> acquired(Generation generation) {
        List<Taken> all = taken(generation);
        for (Taken taken : all) {
            taken.version = generation.version();
            if (!taken.acquire()) {
                throw new IllegalStateException(taken + " could not be activated: see the log for why");
            }
        }
        return all;
    }

    private List<Taken> taken(Generation generation) {
        return services.values().stream()
                .filter(taken ->
                        taken.prefix.filter(generation.prefix()::equals).isPresent())
                .sorted(Comparator.comparing((Taken taken) -> taken.reference).reversed())
                .toList();
    }

    @Override
    public Snapshot ahead(Generation next, Optional<Generation> previous) {
        List<Seat<?>> coming = seats(acquired(next));
        return lending.ahead(offered(previous.map(this::taken).orElse(List.of()), false), coming);
    }

    @Override
    public Drained open(Map<Generation, Optional<Generation>> together, Duration limit) {
        List<Taken> coming = new ArrayList<>();
        for (Generation next : together.keySet()) {
            if (opened.containsKey(next.prefix())) {
                throw new IllegalStateException(next + " is open already");
            }
            coming.addAll(acquired(next));
        }
        List<Generation> previous =
                together.values().stream().flatMap(Optional::stream).toList();
        List<Taken> going =
                previous.stream().flatMap(old -> taken(old).stream()).toList();
        Drained exclusive = takeBack(going, true, limit);

        together.keySet().forEach(next -> {
            opened.put(next.prefix(), next);
            lending.tallies().open(next.number());
        });
        previous.forEach(old -> opened.remove(old.prefix()));
        Lending.Drain drain = lending.change(offered(going, false), published(coming), List.of());
        // What came while we looked: those who registered before it was open and were not seen by us.
        together.keySet().forEach(next -> taken(next).stream()
                .filter(taken -> taken.state == State.NEW)
                .forEach(this::offer));
        Drained rest = drain.await(limit);
        previous.forEach(old -> lending.tallies().close(old.number()));
        going.forEach(this::forget);
        return sum(exclusive, rest);
    }

    @Override
    public Drained close(Generation generation, Duration limit) {
        opened.remove(generation.prefix());
        Drained drained = takeBack(taken(generation), false, limit);
        lending.tallies().close(generation.number());
        taken(generation).forEach(this::forget);
        return drained;
    }

    @Override
    public Tally tally(Generation generation) {
        return lending.tallies().of(generation.number());
    }

    @Override
    public <T> T aside(Callable<T> work) throws Exception {
        return lending.aside(work);
    }

    private Drained takeBack(List<Taken> all, boolean exclusiveOnly, Duration limit) {
        List<Seat<?>> seats = offered(all, exclusiveOnly);
        return seats.isEmpty()
                ? NOTHING
                : lending.change(seats, List.of(), List.of()).await(limit);
    }

    private List<Seat<?>> offered(List<Taken> all, boolean exclusiveOnly) {
        List<Seat<?>> seats = new ArrayList<>();
        for (Taken taken : all) {
            synchronized (taken) {
                if (taken.state == State.OFFERED) {
                    taken.seats.stream()
                            .filter(seat -> !exclusiveOnly || seat.kind().exclusive())
                            .forEach(seats::add);
                }
            }
        }
        return seats;
    }

    private List<Seat<?>> published(List<Taken> all) {
        List<Seat<?>> seats = new ArrayList<>();
        for (Taken taken : all) {
            synchronized (taken) {
                if (taken.state == State.ACQUIRED) {
                    taken.state = State.OFFERED;
                    seats.addAll(taken.seats);
                }
            }
        }
        return seats;
    }

    private static List<Seat<?>> seats(List<Taken> all) {
        return all.stream().flatMap(taken -> taken.seats.stream()).toList();
    }

    private void forget(Taken taken) {
        synchronized (taken) {
            taken.state = State.GONE;
        }
        if (services.remove(taken.reference, taken)) {
            taken.release();
        }
    }

    /** Forgets everything: the lease bundle is being stopped. */
    void close() {
        List<Seat<?>> all = offered(List.copyOf(services.values()), false);
        lending.change(all, List.of(), List.of()).await(LIMIT);
        Set.copyOf(services.values()).forEach(this::forget);
    }

    private static final Drained NOTHING = new Drained(0, 0, Duration.ZERO);

    private static Drained sum(Drained one, Drained other) {
        return new Drained(
                one.calls() + other.calls(),
                one.broken() + other.broken(),
                one.took().plus(other.took()));
    }

    private enum State {
        NEW,
        ACQUIRED,
        OFFERED,
        GONE
    }

    /** One service that was registered. Its state is guarded by itself; the framework is never called under that lock. */
    private final class Taken {

        private final ServiceReference<?> reference;
        private final Optional<String> prefix;
        private final String bundle;
        private volatile String version;
        private volatile List<Seat<?>> seats = List.of();
        private volatile State state = State.NEW;
        private boolean got;

        Taken(ServiceReference<?> reference, Optional<String> prefix) {
            this.reference = reference;
            this.prefix = prefix;
            this.bundle = reference.getBundle().getSymbolicName();
            this.version = prefix.map(opened::get).map(Generation::version).orElseGet(() -> {
                var number = reference.getBundle().getVersion();
                return number.getMajor() + "." + number.getMinor() + "." + number.getMicro();
            });
        }

        /** Gets the service and makes its seats; false if its factory did not give it. */
        boolean acquire() {
            if (state != State.NEW) {
                return true;
            }
            Object service = context.getService(reference);
            if (service == null) {
                // It may have been unregistered meanwhile; then nobody misses it.
                return state == State.GONE || reference.getBundle() == null;
            }
            List<Seat<?>> made = new ArrayList<>();
            for (Kind kind : contracts.of(reference, service)) {
                made.add(seat(kind, service));
            }
            synchronized (this) {
                if (state == State.NEW) {
                    seats = List.copyOf(made);
                    got = true;
                    state = State.ACQUIRED;
                    return true;
                }
            }
            context.ungetService(reference);
            return true;
        }

        private Seat<Object> seat(Kind kind, Object service) {
            Map<String, Object> properties = new HashMap<>();
            for (String key : reference.getPropertyKeys()) {
                properties.put(key, reference.getProperty(key));
            }
            int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
            long age = (Long) properties.get(Constants.SERVICE_ID);
            return new Seat<>(kind, provider(properties), service, properties, ranking, age, lending.turnstile());
        }

        private Seat.Provider provider(Map<String, Object> properties) {
            String part = String.valueOf(properties.getOrDefault("component.name", ""));
            if (prefix.isEmpty()) {
                return new Seat.Provider(bundle, version, 0, bundle, part);
            }
            String[] feature = prefix.get().substring("gen:".length()).split("/");
            return new Seat.Provider(feature[0], version, Long.parseLong(feature[1]), bundle, part);
        }

        void release() {
            boolean held;
            synchronized (this) {
                held = got;
                got = false;
                state = State.GONE;
            }
            seats.forEach(Seat::empty);
            seats = List.of();
            if (held) {
                try {
                    context.ungetService(reference);
                } catch (IllegalStateException e) {
                    // The framework has let go of it already.
                }
            }
        }

        @Override
        public String toString() {
            return String.join(", ", Hiding.names(reference)) + " of " + bundle;
        }
    }
}
