/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.allmende.api.content.Ref;
import org.allmende.api.health.Health;
import org.allmende.api.member.Member;
import org.allmende.api.member.PersonalData;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.api.web.Route;
import org.allmende.testkit.Asked;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Member root = new Member(
            Ref.member("forum", "1"),
            "Root",
            Role.ADMINISTRATOR,
            Locale.ENGLISH,
            ZoneOffset.UTC,
            Instant.parse("2026-01-01T00:00:00Z"),
            false);
    private final Viewer administrator =
            new Viewer(Optional.of(root), permission -> true, Locale.ENGLISH, ZoneOffset.UTC);

    private TestStore kept;
    private AuditTrail trail;
    private Route routes;

    @BeforeEach
    void open() {
        kept = TestStore.in(directory, clock).with("audit", RESOURCES);
        trail = new AuditTrail(kept.store(), clock, directory);
        routes = new AuditRoutes(trail, TestMessages.of(RESOURCES));
    }

    @AfterEach
    void close() {
        trail.close();
        kept.close();
    }

    @Test
    void anActIsKeptWithWhoDidItAndWhatItWasDoneTo() {
        record(administrator, "plugins.install", "search");

        AuditTrail.Entry entry = entries().getFirst();
        assertThat(entry.act()).isEqualTo("plugins.install");
        assertThat(entry.subject()).isEqualTo("search");
        assertThat(entry.name()).isEqualTo("Root");
        assertThat(entry.client()).isEqualTo("192.0.2.7");
        assertThat(entry.hash()).hasSize(64);
    }

    /** What is exported is enough to compute the chain anew, elsewhere and without names. */
    @Test
    void whoeverHasTheExportedChainCanComputeItAnew() throws Exception {
        for (int i = 0; i < 5; i++) {
            kept.store().writeNow(trail.entry(Viewer.system(), "192.0.2.7", "test.act", "ü" + i, "a:b"));
        }
        List<AuditTrail.Entry> chain = trail.chain(0, 4);
        assertThat(chain).hasSize(4);
        String before = "0".repeat(64);
        for (AuditTrail.Entry entry : chain) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(
                    before,
                    Long.toString(entry.id()),
                    Long.toString(entry.time().toEpochMilli()),
                    entry.actor(),
                    entry.act(),
                    entry.subject(),
                    entry.detail())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            before = HexFormat.of().formatHex(digest.digest());
            assertThat(entry.hash()).isEqualTo(before);
        }
        assertThat(trail.chain(chain.getLast().id(), 4)).hasSize(1);
    }

    @Test
    void anUntouchedChainIsWhole() {
        for (int unit = 0; unit < 12; unit++) {
            Unit many = Unit.nothing();
            for (int i = 0; i < 100; i++) {
                many = many.and(trail.entry(Viewer.system(), "", "test.act", unit + "." + i, ""));
            }
            write(many);
        }

        assertThat(trail.broken()).isEmpty();
        assertThat(entries()).hasSize(100);
    }

    @Test
    void aChangedEntryAndAMissingOneAreFound() {
        for (int i = 0; i < 10; i++) {
            record(Viewer.system(), "test.act", Integer.toString(i));
        }
        assertThat(trail.broken()).isEmpty();

        write(Unit.of(Statement.of("UPDATE audit_entry SET subject = 'other' WHERE subject = '4'")));
        assertThat(trail.broken()).hasValue(5);
        write(Unit.of(Statement.of("UPDATE audit_entry SET subject = '4' WHERE subject = 'other'")));
        assertThat(trail.broken()).isEmpty();
        write(Unit.of(Statement.of("DELETE FROM audit_entry WHERE subject = '4'")));
        assertThat(trail.broken()).hasValue(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM audit_entry WHERE id > 7",
                "UPDATE audit_entry SET hash = NULL, subject = 'other' WHERE id >= 4",
                "DELETE FROM audit_entry"
            })
    void anEndThatWasCutOffOrSealedAnewIsFound(String meddling) throws Exception {
        for (int i = 0; i < 10; i++) {
            record(Viewer.system(), "test.act", Integer.toString(i));
        }
        trail.seal();
        write(Unit.of(Statement.of(meddling)));

        AuditTrail restarted = new AuditTrail(kept.store(), clock, directory);
        try {
            restarted.seal();
            record(Viewer.system(), "test.act", "later");
            assertThat(restarted.broken()).hasValue(10);
            assertThat(new AuditHealth(restarted).check())
                    .extracting(Health::level, Health::detail)
                    .satisfies(it -> assertThat(it.toString()).contains("BAD", "entry 10", "audit.head"));
        } finally {
            restarted.close();
        }
    }

    @Test
    void anUntouchedEndIsFoundWholeAfterARestart() {
        record(Viewer.system(), "test.act", "1");
        trail.seal();
        record(Viewer.system(), "test.act", "2");

        AuditTrail restarted = new AuditTrail(kept.store(), clock, directory);
        try {
            restarted.seal();
            assertThat(restarted.broken()).isEmpty();
            assertThat(new AuditHealth(restarted).check().level()).isEqualTo(Health.Level.GOOD);
        } finally {
            restarted.close();
        }
    }

    @Test
    void erasingSomebodyTakesTheirNameAndLeavesTheChainWhole() {
        record(administrator, "plugins.install", "search");
        trail.seal();

        write(trail.forget(root.ref()));

        assertThat(entries().getFirst().name()).isEmpty();
        assertThat(entries().getFirst().client()).isEmpty();
        assertThat(trail.broken()).isEmpty();
    }

    @Test
    void aMemberGetsWhatTheyDidWithTheirData() {
        record(administrator, "plugins.install", "search");
        record(Viewer.system(), "plugins.update", "search");

        PersonalData data = new AuditData(trail);
        assertThat(data.of(root.ref()).get("administrativeActs").toString())
                .contains("plugins.install")
                .doesNotContain("plugins.update");
        assertThat(data.of(Ref.member("forum", "2"))).isEmpty();
    }

    @Test
    void thePageShowsTheActsInTheReadersLanguage() {
        record(administrator, "members.role", "<script>alert(1)</script>");

        assertThat(Shown.html(Asked.get("/admin/audit")
                        .by(administrator)
                        .with("verify", "true")
                        .of(routes)))
                .contains("members.role", "as they were written", "Root")
                .doesNotContain("<script>");
        assertThat(Shown.html(Asked.get("/admin/audit")
                        .by(administrator.in(Locale.GERMAN, ZoneOffset.UTC))
                        .of(routes)))
                .contains("Protokoll");
    }

    @Test
    void whoIsNoAdministratorSeesNoneOfIt() {
        Viewer guest = Viewer.guest(Locale.ENGLISH, ZoneOffset.UTC);
        for (String path : List.of("/admin/audit", "/admin/audit/export", "/api/v1/audit", "/api/v1/audit/export")) {
            assertThatThrownBy(() -> Asked.get(path).by(guest).of(routes))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isIn(401, 403));
        }
    }

    private void write(Unit unit) {
        kept.store().writeNow(unit);
    }

    private void record(Viewer who, String act, String subject) {
        write(trail.entry(who, "192.0.2.7", act, subject, ""));
    }

    private List<AuditTrail.Entry> entries() {
        return trail.entries(OptionalLong.empty(), "", 100);
    }
}
