/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.told.Refusal;
import org.allmende.testkit.MovingClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {

    @TempDir
    Path temp;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-26T09:00:00Z"));
    private TestSite owner;
    private Sites sites;

    @BeforeEach
    void open() throws IOException {
        owner = new TestSite(temp, clock).with("poll", "1.0.0").signed();
        sites = new Sites(temp.resolve("home"), clock);
    }

    private Site added() {
        return sites.add("test", owner.folder().toString(), owner.fingerprint());
    }

    private static void refused(String key, ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(
                        refusal.note().key())
                .isEqualTo(key));
    }

    private static Entry only(Site site) {
        return site.state().listing().orElseThrow().entries().getFirst();
    }

    @Test
    void listsWhatTheManifestsAndTheFeatureSay() throws IOException {
        owner.with("poll", "1.1.0", """
                "allmende-translations": {"json": {"de": {"name": "Umfrage"}}},
                "allmende-about": {"json": {"changes": {"": "Faster.", "de": "Schneller."},
                  "capabilities": ["slots"], "requires": ["search"], "deprecated": "Use votes."}}""").signed();
        Entry entry = only(added());
        assertThat(entry.version()).isEqualTo("1.1.0");
        assertThat(entry.changes(java.util.Locale.GERMANY)).isEqualTo("Schneller.");
        assertThat(entry.changes(java.util.Locale.FRENCH)).isEqualTo("Faster.");
        assertThat(entry.names().in(java.util.Locale.GERMAN).name()).isEqualTo("Umfrage");
        assertThat(entry.deprecated()).contains("Use votes.");
        assertThat(entry.needs())
                .isEqualTo(new Entry.Needs(
                        21,
                        List.of("slots"),
                        List.of("search"),
                        Map.of("org.allmende.api.web", "[1.2,2)"),
                        List.of("org.allmende.api.store.Store")));
    }

    @Test
    void fetchesWhatWasSigned() throws IOException {
        Site site = added();
        Path fetched = site.fetch(only(site));
        assertThat(Hashes.sha256(fetched)).isEqualTo(only(site).sha256());
        assertThat(sites.vouching(Hashes.sha256(fetched))).isPresent();
    }

    @Test
    void isThereAgainAfterARestart() {
        added();
        Site again = new Sites(temp.resolve("home"), clock).find("test");
        assertThat(only(again).id()).isEqualTo("poll");
        assertThat(again.state().looked()).contains(clock.instant());
    }

    @Test
    void staysAsItWasWhenTheOwnerIsGone() throws IOException {
        Site site = added();
        Files.move(owner.folder(), temp.resolve("elsewhere"));
        refused("site-unreachable", site::refresh);
        assertThat(only(site).id()).isEqualTo("poll");
        assertThat(site.state().trouble()).isPresent();
        refused("archive-unreachable", () -> site.fetch(only(site)));
        assertThat(temp.resolve("home/test").toFile().list()).doesNotContain("fetched");
    }

    @Test
    void refusesOtherKeysThanTheFingerprint() {
        refused("site-other-keys", () -> sites.add("test", owner.folder().toString(), "00".repeat(32)));
        assertThat(sites.all()).isEmpty();
    }

    @Test
    void refusesAnAlteredCatalogue() throws IOException {
        Site site = added();
        owner.with("poll", "1.1.0").signed();
        Envelope envelope = Envelope.read("", Files.readAllBytes(owner.catalogue()));
        byte[] document = envelope.document().clone();
        document[document.length / 2] ^= 1;
        Files.write(owner.catalogue(), new Envelope(envelope.type(), document, envelope.signatures()).json());
        refused("site-altered", site::refresh);
        assertThat(only(site).version()).isEqualTo("1.0.0");
    }

    @Test
    void namesThePlaceWhereTheCatalogueIsNoJson() throws IOException {
        Site site = added();
        Files.writeString(owner.catalogue(), "{\n  \"payload\": ,");
        assertThatThrownBy(site::refresh)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("catalogue.json, line 2, column");
        assertThat(site.state().trouble()).as("it does not look fresh").isPresent();
        assertThat(only(site).version()).isEqualTo("1.0.0");
    }

    @Test
    void refusesACatalogueThatAStrangerSigned() throws IOException {
        Site site = added();
        Listing listing = Listing.read("", Envelope.read("", Files.readAllBytes(owner.catalogue())));
        Files.write(
                owner.catalogue(),
                Envelope.of(Listing.TYPE, listing.json())
                        .signedBy(SigningKey.make())
                        .json());
        refused("site-stranger", site::refresh);
    }

    @Test
    void refusesKeysInPlaceOfTheCatalogueThoughWellSigned() throws IOException {
        Site site = added();
        Files.copy(
                owner.folder().resolve(Keys.file(1)),
                owner.catalogue(),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(site::refresh)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("not the catalogue");
    }

    @Test
    void refusesAnOlderCatalogueThanTheOneSeen() throws IOException {
        byte[] old = Files.readAllBytes(owner.catalogue());
        owner.with("poll", "1.1.0").signed();
        Site site = added();
        Files.write(owner.catalogue(), old);
        refused("site-older", site::refresh);
        assertThat(only(site).version()).isEqualTo("1.1.0");
        Site restarted = new Sites(temp.resolve("home"), clock).find("test");
        refused("site-older", restarted::refresh);
    }

    @Test
    void refusesAnotherCatalogueOfTheSameNumber() throws IOException {
        Site site = added();
        Files.delete(owner.catalogue());
        owner.with("poll", "1.1.0").signed();
        refused("site-older", site::refresh);
    }

    @Test
    void installsNothingFromWhatHasExpired() throws IOException {
        Site site = added();
        clock.move(Duration.ofDays(31));
        assertThat(site.state().expired()).isTrue();
        refused("site-expired", site::refresh);
        refused("site-expired", () -> site.fetch(only(site)));
        assertThat(sites.vouching(only(site).sha256())).isEmpty();
        owner.signed();
        site.refresh();
        assertThat(site.state().expired()).isFalse();
    }

    @Test
    void followsAChangeOfKeys() throws IOException {
        Site site = added();
        SigningKey second = SigningKey.make();
        owner.builder.rotate(List.of(owner.key), List.of(second), 1);
        owner.with("poll", "1.1.0").signed(second, Duration.ofDays(30));
        site.refresh();
        assertThat(only(site).version()).isEqualTo("1.1.0");
        // The old key speaks no more.
        assertThatThrownBy(() -> owner.signed(owner.key, Duration.ofDays(30)))
                .hasMessageContaining(second.verifying().id());
    }

    /** A key is taken out since it was stolen, say: what it has signed is worth nothing from then on. */
    @Test
    void believesNothingAnyMoreThatOnlyAFormerKeyHasSigned() throws IOException {
        Site site = added();
        String hash = only(site).sha256();
        assertThat(sites.vouching(hash)).isPresent();
        owner.builder.rotate(List.of(owner.key), List.of(SigningKey.make()), 1);
        assertThatThrownBy(site::refresh).isInstanceOf(Refusal.class);
        assertThat(site.state().listing()).isEmpty();
        assertThat(sites.vouching(hash)).isEmpty();
        assertThat(new Sites(temp.resolve("home"), clock).vouching(hash)).isEmpty();
    }

    @Test
    void refusesAChangeOfKeysThatTheOldOnesDidNotSign() throws IOException {
        Site site = added();
        SigningKey thief = SigningKey.make();
        Keys stolen = new Keys(
                2,
                clock.instant().plus(Duration.ofDays(9)),
                1,
                Map.of(thief.verifying().id(), thief.verifying()));
        Files.write(
                owner.folder().resolve(Keys.file(2)),
                Envelope.of(Keys.TYPE, stolen.json()).signedBy(thief).json());
        assertThatThrownBy(site::refresh)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("not signed by enough of the keys before it");
        assertThat(only(site).version()).isEqualTo("1.0.0");
    }

    @Test
    void countsEachOfSeveralKeysOnce() throws IOException {
        SigningKey second = SigningKey.make();
        owner.builder.rotate(List.of(owner.key), List.of(owner.key, second), 2);
        assertThatThrownBy(() -> owner.builder.sign(List.of(owner.key, owner.key), Duration.ofDays(1)))
                .hasMessageContaining("2 of the keys");
        owner.builder.sign(List.of(owner.key, second), Duration.ofDays(1));
        assertThat(only(added()).id()).isEqualTo("poll");
    }

    @Test
    void refusesAnArchiveOfWhichAByteWasAltered() throws IOException {
        Site site = added();
        TestSite.alter(owner.folder().resolve(only(site).archive()));
        refused("archive-altered", () -> site.fetch(only(site)));
    }

    @Test
    void refusesATruncatedArchive() throws IOException {
        Site site = added();
        Path archive = owner.folder().resolve(only(site).archive());
        byte[] content = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(content, content.length - 1));
        refused("archive-truncated", () -> site.fetch(only(site)));
    }

    @Test
    void readsNoMoreOfAnArchiveThanWasSigned() throws IOException {
        Site site = added();
        Path archive = owner.folder().resolve(only(site).archive());
        Files.write(archive, new byte[1 << 20]);
        assertThatThrownBy(() -> site.fetch(only(site))).hasMessageContaining("has more than");
    }

    @Test
    void anArchiveThatWasPublishedNeverChanges() throws IOException {
        owner.with("poll", "1.0.0", "\"allmende-about\": {\"json\": {}}");
        assertThatThrownBy(owner::signed).hasMessageContaining("poll 1.0.0 is on the site already");
    }

    @Test
    void warnsOfVersionsWithAWeakness() throws IOException {
        Files.writeString(owner.folder().resolve("warnings.json"), """
                {"warnings": [{"feature": "poll", "before": "1.0.2", "severity": "high",
                  "texts": {"": "Votes can be read.", "de": "Stimmen sind lesbar."}}]}""");
        owner.signed();
        added();
        assertThat(sites.warnings("poll", "1.0.0")).singleElement().satisfies(warning -> assertThat(
                        warning.text(java.util.Locale.GERMAN))
                .isEqualTo("Stimmen sind lesbar."));
        assertThat(sites.warnings("poll", "1.0.2")).isEmpty();
        assertThat(sites.warnings("pollen", "1.0.0")).isEmpty();
    }

    @Test
    void aListingWithAPathThatLeadsElsewhereIsNotRead() {
        assertThatThrownBy(() -> Entry.read(
                        org.allmende.plugins.feature.StrictJson.object("x", """
                {"id": "a", "version": "1", "archive": "archives/../../etc/passwd", "sha256": "00", "size": 1,
                 "needs": {"java": 21}}""".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void isServedByAnyWebServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/site/", exchange -> {
            Path file =
                    owner.folder().resolve(exchange.getRequestURI().getPath().substring("/site/".length()));
            Optional<byte[]> content = Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            exchange.sendResponseHeaders(
                    content.isPresent() ? 200 : 404, content.isPresent() ? content.get().length : -1);
            if (content.isPresent()) {
                exchange.getResponseBody().write(content.get());
            }
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/site";
            Site site = sites.add("web", address, owner.fingerprint());
            assertThat(Files.size(site.fetch(only(site)))).isEqualTo(only(site).size());
        } finally {
            server.stop(0);
        }
        refused("site-unreachable", () -> sites.find("web").refresh());
    }

    @Test
    void waitsForNoServerThatNeverAnswers() throws Exception {
        added();
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                WebOrigin origin = new WebOrigin(
                        java.net.URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"),
                        Duration.ofMillis(300))) {
            assertThatThrownBy(() -> origin.open("catalogue.json", 1000)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void cutsOffAServerThatDripsForEver() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                exchange.close();
            }
        });
        server.start();
        try (WebOrigin origin = new WebOrigin(
                java.net.URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                Duration.ofMillis(300))) {
            assertThatThrownBy(() ->
                            origin.open("catalogue.json", 1000).orElseThrow().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not come within");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aSiteIsAtNoOtherKindOfAddress() {
        for (String address : List.of(
                "http://example.org/site",
                "ftp://example.org/",
                "site",
                "https://me:pass@example.org/",
                "https:///x",
                "")) {
            assertThatThrownBy(() -> sites.add("test", address, owner.fingerprint()))
                    .as(address)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("a site is at an address such as");
        }
    }

    @Test
    void removingOneForgetsItsKeysAndCatalogue() {
        added();
        sites.remove("test");
        assertThat(sites.all()).isEmpty();
        assertThat(temp.resolve("home/test")).doesNotExist();
    }
}
