/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Store;
import org.allmende.api.text.LocaleChooser;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Method;
import org.allmende.api.web.Response;
import org.allmende.web.asset.AssetStore;
import org.allmende.web.guard.Admission;
import org.allmende.web.guard.FormTokens;
import org.allmende.web.guard.OncePosts;
import org.allmende.web.guard.Origin;
import org.allmende.web.guard.Pace;
import org.allmende.web.message.Answer;
import org.allmende.web.message.BodyRoom;
import org.allmende.web.message.Decoding;
import org.allmende.web.message.Incoming;
import org.allmende.web.message.JsonReader;
import org.allmende.web.message.JsonWriter;
import org.allmende.web.message.ReadBody;
import org.allmende.web.rehearse.RecentReads;
import org.allmende.web.route.RouteTree;
import org.allmende.web.route.SiteMap;
import org.allmende.web.shell.Shell;
import org.allmende.web.watch.Metrics;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request of the site, in this order: who asks, in which language, whether anybody takes it, what they sent,
 * whether it is still they who ask, which endpoint of which generation, may they, did the form come from us, the answer, the
 * shell around it.
 *
 * <p>The body is read before the one snapshot of the request is opened and the answer is written after it is closed, so
 * that nobody's slow line holds a generation. What the sender of a slow body may is asked when it has come, not when it began.
 * Knows nothing of servlets. Thread-safe.
 */
@Component(service = Dispatcher.class)
@Designate(ocd = Dispatcher.Settings.class)
public final class Dispatcher {

    /** How much one client or member may ask. */
    @ObjectClassDefinition(
            name = "%limits.title",
            description = "%limits.description",
            localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Requests a second and client in the long run; 0 for no limit. */
        @AttributeDefinition(name = "%limits.rate", description = "%limits.rate.description", min = "0")
        int rate() default 100;

        /** Requests of a client at once. */
        @AttributeDefinition(name = "%limits.burst", description = "%limits.burst.description", min = "1")
        int burst() default 1000;

        /** Changes a second and member in the long run; 0 for no limit. */
        @AttributeDefinition(name = "%limits.writes", description = "%limits.writes.description", min = "0")
        int writes() default 20;

        /** Requests that are worked on at the same time; others wait for up to two seconds. */
        @AttributeDefinition(name = "%limits.inFlight", description = "%limits.inFlight.description", min = "1")
        int inFlight() default 64;
    }

    private static final Logger ACCESS = LoggerFactory.getLogger("org.allmende.web.access");

    /** What took longer is not done again for nobody. Nanoseconds. */
    private static final long REPEATABLE = Duration.ofMillis(250).toNanos();

    private static final int WRITE_BURST = 200;

    private final Site site;
    private final Leases leases;
    private final AssetStore assets;
    private final Metrics metrics;
    private final OncePosts once;
    private final Problems problems;
    private final Recognition recognition;
    private final Replies replies;
    private final FormTokens tokens = new FormTokens();
    private final JsonReader json = new JsonReader();
    private final Pace pace = new Pace(System::nanoTime);

    private final Admission admission;

    private final BodyRoom room;

    private final RecentReads recent;

    private volatile Settings settings;

    @Activate
    public Dispatcher(
            BundleContext context,
            @Reference Site site,
            @Reference Leases leases,
            @Reference Identity identity,
            @Reference LocaleChooser chooser,
            @Reference Messages messages,
            @Reference Shell shell,
            @Reference AssetStore assets,
            @Reference Metrics metrics,
            @Reference Store store,
            @Reference Migrations migrations,
            @Reference Clock clock,
            @Reference RecentReads recent,
            Settings settings) {
        this(
                site,
                leases,
                identity,
                chooser,
                messages,
                shell,
                assets,
                metrics,
                new OncePosts(store, clock),
                recent,
                BodyRoom.ofHeap(),
                settings);
        migrations.apply("web", context.getBundle(), rows -> {});
    }

    Dispatcher(
            Site site,
            Leases leases,
            Identity identity,
            LocaleChooser chooser,
            Messages messages,
            Shell shell,
            AssetStore assets,
            Metrics metrics,
            OncePosts once,
            RecentReads recent,
            BodyRoom room,
            Settings settings) {
        this.site = site;
        this.leases = leases;
        this.assets = assets;
        this.metrics = metrics;
        this.once = once;
        this.recent = recent;
        this.room = room;
        this.settings = settings;
        this.admission = new Admission(settings.inFlight());
        JsonWriter writer = new JsonWriter();
        this.problems = new Problems(messages, shell, writer);
        this.recognition = new Recognition(identity, chooser, messages);
        this.replies = new Replies(site, shell, writer, problems);
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
        admission.resize(changed.inFlight());
    }

    /** Never throws, save what ends the process. */
    public Answer answer(Incoming in) {
        long began = System.nanoTime();
        String path = site.within(in.rawPath());
        if (AssetStore.isAsset(path)) {
            return in.method().equals("GET") || in.method().equals("HEAD")
                    ? assets.answer(path)
                    : Answer.nothing(405).header("Allow", "GET, HEAD");
        }
        metrics.begin();
        int status = 500;
        try {
            Visit visit = new Visit(in, path);
            Answer answer = visit.answer();
            status = answer.status();
            if (status == 200 && isRepeatable(path, System.nanoTime() - began)) {
                visit.read().ifPresent(recent::add);
            }
            return answer;
        } finally {
            long took = System.nanoTime() - began;
            metrics.end(status, took);
            ACCESS.debug("{} {} {} {} µs", in.method(), in.rawPath(), status, took / 1_000);
        }
    }

    /** Few read the pages of the administration, and some do more than read: a plan waits for the very swap that rehearses. */
    private static boolean isRepeatable(String path, long took) {
        return took < REPEATABLE && !path.startsWith("/admin/");
    }

    /**
     * Reads once more, on what {@code ahead} offers; nobody gets the answer.
     *
     * @return its status
     */
    int again(RecentReads.Read read, Snapshot ahead) {
        return new Visit(read).inside(ahead, null).status();
    }

    /** Who may listen to a stream at this path: empty if they may, else the answer that says why not. */
    Optional<Answer> refused(Incoming in) {
        Visit visit = new Visit(in, site.within(in.rawPath()));
        return visit.refused();
    }

    /** One request on its way through. */
    private final class Visit {

        private final Incoming in;
        private final String rawPath;
        private final Cookies cookies = new Cookies(site);
        private final String client;
        private final boolean api;
        private final BodyRoom.Claim memory;

        private List<String> segments = List.of("");
        private String path = "/";
        private Method method = Method.GET;
        private boolean options;
        private Map<String, List<String>> query = Map.of();
        private Asker asker =
                new Asker(new Credentials.None(), Viewer.guest(Locale.ENGLISH, ZoneOffset.UTC), Optional.empty());
        private ReadBody body = ReadBody.NONE;
        private Optional<OncePosts.Begun> begun = Optional.empty();
        private Optional<RouteTree.Served> by = Optional.empty();
        private Admission.Place place = Admission.REFUSAL;

        Visit(Incoming in, String rawPath) {
            this.in = in;
            this.rawPath = rawPath;
            this.client = ClientAddress.of(in, site);
            this.memory = ClientAddress.isNear(in) ? room.claim() : room.claim(client);
            this.api = rawPath.startsWith("/api/");
        }

        /** Again what somebody read before. */
        Visit(RecentReads.Read read) {
            this(read.in(), site.within(read.in().rawPath()));
            address();
            asker = new Asker(
                    new Credentials.None(),
                    read.viewer(),
                    read.viewer().member().map(any -> "rehearsal"));
        }

        /** What can be read again; empty if it was no reading, or nobody's but the site's own. */
        Optional<RecentReads.Read> read() {
            return in.method().equals("GET")
                    ? by.map(served -> RecentReads.Read.of(
                            served.offer().feature(), served.endpoint().path(), in, asker.viewer()))
                    : Optional.empty();
        }

        Answer answer() {
            Optional<Answer> result = Optional.empty();
            try {
                Answer answer = answered();
                result = Optional.of(answer);
                return answer.headers(cookies.headers());
            } finally {
                leave();
                Optional<Answer> kept = result;
                begun.filter(some -> some.before().isEmpty()).ifPresent(some -> once.end(some, kept));
                body.discard();
                memory.close();
            }
        }

        private Answer answered() {
            try {
                Optional<Answer> done = recognized().or(this::taken);
                return done.isPresent() ? done.get() : admitted(null);
            } catch (ProblemException e) {
                return admitted(e.problem());
            } catch (BodyRoom.Full e) {
                return busy();
            } catch (UncheckedIOException e) {
                return admitted(broken(e.getCause()));
            } catch (RuntimeException e) {
                return admitted(problems.of(e, words(), label()));
            }
        }

        Optional<Answer> refused() {
            try {
                head();
            } catch (ProblemException e) {
                return Optional.of(problems.data(e.problem()));
            }
            try (Snapshot snapshot = leases.open()) {
                SiteMap map = map(snapshot);
                RouteTree.Match match = map.routes().find(segments).orElse(null);
                if (match == null || match.served(Method.GET).isEmpty()) {
                    return Optional.of(problems.data(problems.notFound(words(), path)));
                }
                return forbidden(match.served(Method.GET).get()).map(problems::data);
            }
        }

        /** Who asks for what, and whether not too fast. An answer if that is all it takes. */
        private Optional<Answer> recognized() {
            Settings now = settings;
            boolean near = ClientAddress.isNear(in);
            int wait = near ? 0 : pace.ask(client, now.rate(), now.burst());
            if (wait == 0) {
                if (!isIn()) {
                    return Optional.of(busy());
                }
                head();
                wait = near || method == Method.GET
                        ? 0
                        : pace.ask("writes " + asker.name(client), now.writes(), WRITE_BURST);
            }
            if (wait > 0) {
                Problem tooFast =
                        Problems.problem(words(), "too-fast", 429, words().get("problem.429.detail", "seconds", wait));
                return Optional.of(problems.data(tooFast).header("Retry-After", Integer.toString(wait)));
            }
            return sendsBody() ? turnedAway() : Optional.empty();
        }

        private boolean sendsBody() {
            return method != Method.GET && !options;
        }

        /**
         * Answers what nobody takes from a program before its body is kept. A page's form is read all the same: what a person
         * wrote is shown to them once more.
         */
        private Optional<Answer> turnedAway() {
            Optional<Answer> unserved = Optional.empty();
            try (Snapshot snapshot = leases.open()) {
                SiteMap map = map(snapshot);
                if (api) {
                    unserved = unserved(request(map), map);
                } else {
                    by = served(map).filter(some -> forbidden(some).isEmpty());
                }
            } finally {
                leave(); // the body comes as fast as the client sends it; nobody should wait for that
            }
            unserved.ifPresent(any -> ReadBody.pass(in));
            return unserved;
        }

        private Optional<RouteTree.Served> served(SiteMap map) {
            return map.routes().find(segments).flatMap(match -> match.served(method));
        }

        private Answer busy() {
            return problems.data(Problems.problem(words(), "unavailable", 503, words().get("problem.503.detail")));
        }

        /** Takes the body in; an answer if that was all, since the same was asked before. */
        private Optional<Answer> taken() {
            if (!sendsBody()) {
                return Optional.empty();
            }
            Optional<String> key = method == Method.POST
                    ? in.header("idempotency-key").filter(some -> !some.isBlank())
                    : Optional.empty();
            try {
                boolean upload = by.filter(served -> served.endpoint().upload()).isPresent();
                body = ReadBody.of(in, upload, key.isPresent(), site.uploads(), memory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (key.isPresent()) {
                String what = in.query().isEmpty() ? rawPath : rawPath + "?" + in.query();
                begun = Optional.of(once.begin(key.get(), asker.who(client), what, body.hash()));
                return begun.get().before();
            }
            return Optional.empty();
        }

        private void head() {
            method = switch (in.method()) {
                case "GET", "HEAD" -> Method.GET;
                case "POST" -> Method.POST;
                case "PUT" -> Method.PUT;
                case "PATCH" -> Method.PATCH;
                case "DELETE" -> Method.DELETE;
                case "OPTIONS" -> {
                    options = true;
                    yield Method.GET;
                }
                default ->
                    throw Problem.of("method", 501, "Unknown method", "This site knows no " + in.method() + ".")
                            .asException();
            };
            address();
            Recognition.Asked asked = recognition.of(in, client, first(query, "lang"), cookies);
            asker = asked.asker();
            if (asked.refused()) {
                throw refusedCredentials();
            }
        }

        private ProblemException refusedCredentials() {
            return Problems.problem(words(), "credentials", 401, words().get("problem.401.credentials"))
                    .asException();
        }

        private void address() {
            query = Decoding.form(in.query(), "query");
            segments = in.segments(rawPath).orElseThrow(() -> Problem.of(
                            "malformed", 400, "The address can't be read", "An escape (%) in the path is broken.")
                    .asException());
            path = "/" + String.join("/", segments);
            if (path.indexOf('\0') >= 0 || segments.contains("..") || segments.contains(".")) {
                throw Problem.of(
                                "malformed",
                                400,
                                "The address can't be read",
                                "There is a NUL, or a . or .. alone between slashes, in the path.")
                        .asException();
            }
        }

        private Answer admitted(Problem early) {
            if (!isIn()) {
                return busy();
            }
            if (early == null && sendsBody()) {
                askAgain();
            }
            try (Snapshot snapshot = leases.open()) {
                return inside(snapshot, early);
            }
        }

        /** A body may have taken minutes; who was suspended or signed out meanwhile may not what they might when it began. */
        private void askAgain() {
            asker = recognition.again(asker, client, cookies).orElseThrow(this::refusedCredentials);
        }

        /** Whether it is among those that are worked on; waits for its turn if it was not so far. */
        private boolean isIn() {
            if (place.isRefusal()) {
                place = admission.enter();
            }
            return !place.isRefusal();
        }

        private void leave() {
            place.close();
            place = Admission.REFUSAL;
        }

        /** What is done under the snapshot, from the endpoint's search to the rendered page. */
        private Answer inside(Snapshot snapshot, Problem early) {
            SiteMap map = map(snapshot);
            WebRequest request = request(map);
            if (early != null) {
                return replies.told(early, request);
            }
            try {
                return routed(request, map);
            } catch (VirtualMachineError e) {
                if (e instanceof StackOverflowError) {
                    return replies.told(problems.of(e, words(), label()), request);
                }
                throw e;
            } catch (Throwable e) { // a feature's: whatever it is, the site goes on
                return replies.told(problems.of(e, words(), label()), request);
            }
        }

        private WebRequest request(SiteMap map) {
            return new WebRequest(
                    site, leases, tokens, json, in, method, path, client, asker, query, body, map, cookies);
        }

        private Answer routed(WebRequest request, SiteMap map) throws Exception {
            Optional<Answer> unserved = unserved(request, map);
            if (unserved.isPresent()) {
                return unserved.get();
            }
            RouteTree.Served served = by.orElseThrow();
            checkForm(request, served);
            Response response = handled(served, request);
            return replies.rendered(response, request)
                    .header("Allmende-Generation", served.offer().label());
        }

        /** Finds who serves it; an answer if nobody does, or not to them. */
        private Optional<Answer> unserved(WebRequest request, SiteMap map) {
            RouteTree.Match match = map.routes().find(segments).orElse(null);
            if (match == null) {
                return slashed(map).or(() -> Optional.of(replies.told(problems.notFound(words(), path), request)));
            }
            if (options) {
                return Optional.of(Answer.nothing(204).header("Allow", allowed(match)));
            }
            RouteTree.Served served = match.served(method).orElse(null);
            if (served == null) {
                String detail = words().get("problem.405.detail", "method", in.method(), "allowed", allowed(match));
                return Optional.of(replies.told(Problems.problem(words(), "method", 405, detail), request)
                        .header("Allow", allowed(match)));
            }
            request.matched(match.parameters(served));
            Optional<Problem> forbidden = forbidden(served);
            if (forbidden.isPresent()) {
                return Optional.of(kept(forbidden.get(), request));
            }
            by = Optional.of(served);
            return Optional.empty();
        }

        private Response handled(RouteTree.Served served, WebRequest request) throws Exception {
            boolean failed = true;
            try {
                Response response = served.endpoint().handler().answer(request);
                if (response == null) {
                    throw new IllegalStateException(served.offer().label() + " answered nothing");
                }
                failed = response.status() >= 500;
                return response;
            } catch (ProblemException e) {
                failed = e.problem().status() >= 500;
                throw e;
            } catch (Store.Unavailable | InterruptedException e) {
                failed = false;
                throw e;
            } finally {
                leases.ended(served.offer(), failed);
            }
        }

        /** An address with a slash too many leads to the one without. */
        private Optional<Answer> slashed(SiteMap map) {
            if (segments.size() < 2 || !segments.getLast().isEmpty() || method != Method.GET) {
                return Optional.empty();
            }
            return map.routes()
                    .find(segments.subList(0, segments.size() - 1))
                    .flatMap(match -> match.served(Method.GET))
                    .map(served -> {
                        String plain = rawPath.replaceAll("/+$", "");
                        String rest = in.query().isEmpty() ? "" : "?" + in.query();
                        return Site.isLocal(plain)
                                ? Answer.nothing(308).header("Location", site.at(plain + rest))
                                : Answer.nothing(404);
                    });
        }

        private Optional<Problem> forbidden(RouteTree.Served served) {
            if (asker.viewer().may(served.endpoint().permission())) {
                return Optional.empty();
            }
            boolean guest = asker.viewer().member().isEmpty() && !asker.byHeader();
            return Optional.of(
                    guest
                            ? Problems.problem(words(), "sign-in", 401, words().get("problem.401.detail"))
                            : Problems.problem(words(), "forbidden", 403, words().get("problem.403.detail")));
        }

        /** Somebody not signed in who opens a page is shown where to sign in, and comes back; a program is told. */
        private Answer kept(Problem problem, WebRequest request) {
            boolean person = request.partial() || Origin.isVisit(in);
            if (problem.status() == 401 && !api && method == Method.GET && person) {
                String here = rawPath + (in.query().isEmpty() ? "" : "?" + in.query());
                String next = java.net.URLEncoder.encode(here, StandardCharsets.UTF_8);
                String address = site.at("/sign-in?next=" + next);
                return request.partial()
                        ? Answer.nothing(401).header("HX-Redirect", address)
                        : Answer.nothing(303).header("Location", address);
            }
            return replies.told(problem, request);
        }

        private void checkForm(WebRequest request, RouteTree.Served served) {
            if (method == Method.GET) {
                return;
            }
            if (asker.byPassword() && Origin.isForeign(in)) {
                throw Problem.of("form", 403, words().get("problem.form.title"), words().get("problem.form.detail"))
                        .asException();
            }
            if (asker.byHeader() || (!asker.bySession() && served.endpoint().isApi())) {
                return; // nothing that a browser would send of its own accord stands behind it
            }
            String token = in.header("x-csrf-token")
                    .orElseGet(() -> first(body.form(), "csrf").orElse(""));
            Optional<String> secret = asker.secret().or(() -> in.cookie(WebRequest.VISITOR_COOKIE));
            if (secret.isEmpty() || !tokens.isGood(token, secret.get())) {
                throw Problem.of("form", 403, words().get("problem.form.title"), words().get("problem.form.detail"))
                        .asException();
            }
        }

        private Problem broken(IOException e) {
            ACCESS.debug("{} could not be read: {}", label(), e.toString());
            boolean full = e instanceof java.nio.file.FileSystemException;
            return full
                    ? Problems.problem(words(), "unavailable", 503, words().get("problem.503.detail"))
                    : Problem.of("malformed", 400, words().get("problem.400.title"), "The body ended too early.");
        }

        private String allowed(RouteTree.Match match) {
            Set<String> allowed = new TreeSet<>();
            match.allowed().forEach(some -> allowed.add(some.name()));
            allowed.add("OPTIONS");
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return String.join(", ", allowed);
        }

        private Phrases words() {
            return problems.words(asker.viewer());
        }

        private String label() {
            return in.method() + " " + rawPath;
        }
    }

    private static SiteMap map(Snapshot snapshot) {
        return snapshot.derived(SiteMap.class, SiteMap::of);
    }

    private static Optional<String> first(Map<String, List<String>> values, String name) {
        List<String> some = values.getOrDefault(name, List.of());
        return some.isEmpty() ? Optional.empty() : Optional.of(some.getFirst());
    }
}
