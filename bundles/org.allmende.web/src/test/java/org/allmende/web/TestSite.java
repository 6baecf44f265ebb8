/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.LocaleChooser;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Route;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.allmende.web.asset.AssetStore;
import org.allmende.web.guard.OncePosts;
import org.allmende.web.message.Answer;
import org.allmende.web.message.BodyRoom;
import org.allmende.web.message.Incoming;
import org.allmende.web.rehearse.RecentReads;
import org.allmende.web.shell.Shell;
import org.allmende.web.watch.Metrics;
import org.osgi.framework.BundleContext;

/** A site without network, framework or store: a dispatcher among stand-ins that tests set up and look into. */
final class TestSite implements AutoCloseable {

    static final Member LENA = member("lena", Role.MEMBER);
    static final Member ADMIN = member("admin", Role.ADMINISTRATOR);

    final List<Offer<?>> offers = new ArrayList<>();
    final Metrics metrics = new Metrics();
    final Leases leases = new TestLeases();
    final Messages messages = TestMessages.of(Path.of("src/main/resources"));
    final FailingStore store;
    final RecentReads recent = new RecentReads();
    /** For two and a half bodies of the longest together, one and a half of one client. */
    final BodyRoom room = new BodyRoom(5 << 19, 3 << 19);

    final TestIdentity identity = new TestIdentity();
    private final TestStore kept;
    final Dispatcher dispatcher;
    /** Snapshots that are open now. */
    int open;

    private final Path home;
    private final Path uploads;

    TestSite(Endpoint... endpoints) {
        this("", endpoints);
    }

    TestSite(String publicUrl, Endpoint... endpoints) {
        try {
            home = Files.createTempDirectory("home");
            uploads = Files.createDirectory(home.resolve("uploads"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        route("test", 7, endpoints);
        Site site = new Site("Commons", publicUrl, uploads);
        Assets assets = file -> site.at("/assets/0/" + file);
        Clock clock = Clock.fixed(Instant.parse("2026-05-12T16:00:00Z"), ZoneOffset.UTC);
        kept = TestStore.in(home, clock).with("web", Path.of("src/main/resources"));
        store = new FailingStore(kept.store());
        dispatcher = new Dispatcher(
                site,
                leases,
                identity,
                new Chooser(),
                messages,
                new Shell(site, assets, messages),
                new AssetStore(noBundles(), clock),
                metrics,
                new OncePosts(store, clock),
                recent,
                room,
                settings());
    }

    void route(String feature, long generation, Endpoint... endpoints) {
        offers.add(new Offered<>(Route.class, feature, generation, new Route() {
            @Override
            public List<Endpoint> endpoints() {
                return List.of(endpoints);
            }
        }));
    }

    void panel(Panel panel) {
        offers.add(new Offered<>(Panel.class, "panels", 1, panel));
    }

    Answer answer(Incoming in) {
        Answer answer = dispatcher.answer(in);
        if (open != 0) {
            throw new AssertionError("a snapshot was left open");
        }
        return answer;
    }

    Answer get(String target, String... headers) {
        return answer(request("GET", target, "", headers));
    }

    Answer post(String target, String body, String... headers) {
        return answer(request("POST", target, body, headers));
    }

    static Incoming request(String method, String target, String body, String... headers) {
        return request(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static Incoming request(String method, String target, byte[] body, String... headers) {
        Map<String, List<String>> named = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            named.computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(headers[i + 1]);
        }
        int mark = target.indexOf('?');
        return new Incoming(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                named,
                () -> new ByteArrayInputStream(body),
                body.length,
                "127.0.0.1");
    }

    static String text(Answer answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }

    List<Path> uploads() throws IOException {
        try (var files = Files.list(uploads)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        kept.close();
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The real store, as if its disk were gone when the test says so. */
    static final class FailingStore implements Store {

        boolean failing;
        private final Store store;

        FailingStore(Store store) {
            this.store = store;
        }

        @Override
        public <T> T read(Function<Reader, T> work) {
            if (failing) {
                throw new Unavailable("the disk is gone", null);
            }
            return store.read(work);
        }

        @Override
        public CompletionStage<Committed> write(Unit unit) {
            return failing
                    ? CompletableFuture.failedStage(new Unavailable("the disk is gone", null))
                    : store.write(unit);
        }

        @Override
        public void rehearse(Runnable work) {
            store.rehearse(work);
        }
    }

    private static Member member(String name, Role role) {
        return new Member(
                Ref.member("forum", name), name, role, Locale.ROOT, ZoneId.of("Europe/Berlin"), Instant.EPOCH, false);
    }

    private static BundleContext noBundles() {
        return (BundleContext) Proxy.newProxyInstance(
                TestSite.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getBundles") ? new org.osgi.framework.Bundle[0] : null);
    }

    static Dispatcher.Settings settings() {
        return settings(Map.of());
    }

    /** The settings of nobody's choosing, save those named. */
    static Dispatcher.Settings settings(Map<String, Object> chosen) {
        return (Dispatcher.Settings) Proxy.newProxyInstance(
                TestSite.class.getClassLoader(),
                new Class<?>[] {Dispatcher.Settings.class},
                (proxy, method, arguments) -> chosen.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    record Offered<T>(Class<T> kind, String feature, long generation, T service) implements Offer<T> {
        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of();
        }
    }

    private final class TestLeases implements Leases {

        @Override
        public Snapshot open() {
            open++;
            return new Snapshot() {
                private final Map<Class<?>, Object> derived = new HashMap<>();

                @Override
                public long number() {
                    return offers.size();
                }

                @Override
                public <T> List<Offer<T>> offers(Class<T> kind) {
                    return TestLeases.this.offers(kind);
                }

                @Override
                public <V> V derived(Class<V> type, Function<Snapshot, V> compute) {
                    return type.cast(derived.computeIfAbsent(type, any -> compute.apply(this)));
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> List<Offer<T>> offers(Class<T> kind) {
            List<Offer<T>> found = new ArrayList<>();
            for (Offer<?> offer : offers) {
                if (((Offered<?>) offer).kind() == kind) {
                    found.add((Offer<T>) offer);
                }
            }
            return found;
        }

        @Override
        public <T> Optional<Lease<T>> enter(Offer<T> offer) {
            return Optional.of(new Lease<>() {
                @Override
                public T service() {
                    return offer.service();
                }

                @Override
                public void close() {}
            });
        }

        @Override
        public void ended(Offer<?> offer, boolean failed) {
            // Nobody is watched here.
        }

        @Override
        public AutoCloseable listen(Runnable changed) {
            return () -> {};
        }
    }

    /**
     * Knows the session {@code lena-session}, the password {@code secret} of both members and the token {@code good}, until it
     * forgets everybody.
     */
    static final class TestIdentity implements Identity {

        /** Nobody's session, password or token is good any more. */
        volatile boolean forgets;
        /** The administrator is a member like others. */
        volatile boolean demotes;

        @Override
        public Optional<Identified> identify(Credentials credentials) {
            if (forgets) {
                return Optional.empty();
            }
            if (credentials instanceof Credentials.Session session) {
                return session.cookie().equals("lena-session")
                        ? Optional.of(known(LENA, Optional.of("lenas-secret")))
                        : Optional.empty();
            }
            if (credentials instanceof Credentials.Password password) {
                return password.password().equals("secret")
                        ? Optional.of(known(password.name().equals("admin") ? admin() : LENA, Optional.empty()))
                        : Optional.empty();
            }
            return credentials instanceof Credentials.Token token
                            && token.token().equals("good")
                    ? Optional.of(known(admin(), Optional.empty()))
                    : Optional.empty();
        }

        private Member admin() {
            return demotes ? member("admin", Role.MEMBER) : ADMIN;
        }

        private static Identified known(Member member, Optional<String> secret) {
            return new Identified(
                    Optional.of(member), permission -> member.role().atLeast(permission.least()), secret);
        }
    }

    private static final class Chooser implements LocaleChooser {
        @Override
        public Choice choose(
                Optional<Member> member, Optional<Locale> asked, List<Locale> accepted, List<Locale> spoken) {
            Locale locale = asked.or(() -> accepted.stream()
                            .filter(one -> spoken.stream()
                                    .anyMatch(some -> some.getLanguage().equals(one.getLanguage())))
                            .findFirst())
                    .orElse(Locale.ENGLISH);
            return new Choice(locale, member.map(Member::zone).orElse(ZoneOffset.UTC));
        }
    }
}
