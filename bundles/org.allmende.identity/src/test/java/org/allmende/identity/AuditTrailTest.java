/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.allmende.api.health.Health;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {

    @TempDir
    Path directory;

    private Deployment site;

    @BeforeEach
    void open() {
        site = new Deployment(directory);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void anActIsKeptWithWhoDidItAndWhatItWasDoneTo() {
        site.join("Root", Role.ADMINISTRATOR);
        record(site.viewer("Root"), "plugins.install", "search");

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
            site.store.writeNow(site.trail.entry(Viewer.system(), "192.0.2.7", "test.act", "ü" + i, "a:b"));
        }
        List<AuditTrail.Entry> chain = site.trail.chain(0, 4);
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
        assertThat(site.trail.chain(chain.getLast().id(), 4)).hasSize(1);
    }

    @Test
    void anUntouchedChainIsWhole() {
        for (int unit = 0; unit < 12; unit++) {
            Unit many = Unit.nothing();
            for (int i = 0; i < 100; i++) {
                many = many.and(site.trail.entry(Viewer.system(), "", "test.act", unit + "." + i, ""));
            }
            site.write(many);
        }

        assertThat(site.trail.broken()).isEmpty();
        assertThat(entries()).hasSize(100);
    }

    @Test
    void aChangedEntryAndAMissingOneAreFound() {
        for (int i = 0; i < 10; i++) {
            record(Viewer.system(), "test.act", Integer.toString(i));
        }
        assertThat(site.trail.broken()).isEmpty();

        site.write(Unit.of(Statement.of("UPDATE identity_audit SET subject = 'other' WHERE subject = '4'")));
        assertThat(site.trail.broken()).hasValue(5);
        site.write(Unit.of(Statement.of("UPDATE identity_audit SET subject = '4' WHERE subject = 'other'")));
        assertThat(site.trail.broken()).isEmpty();
        site.write(Unit.of(Statement.of("DELETE FROM identity_audit WHERE subject = '4'")));
        assertThat(site.trail.broken()).hasValue(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM identity_audit WHERE id > 7",
                "UPDATE identity_audit SET hash = NULL, subject = 'other' WHERE id >= 4",
                "DELETE FROM identity_audit"
            })
    void anEndThatWasCutOffOrSealedAnewIsFound(String meddling) throws Exception {
        for (int i = 0; i < 10; i++) {
            record(Viewer.system(), "test.act", Integer.toString(i));
        }
        site.trail.seal();
        site.write(Unit.of(Statement.of(meddling)));

        AuditTrail restarted = new AuditTrail(site.store, site.clock, directory);
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
        site.trail.seal();
        record(Viewer.system(), "test.act", "2");

        AuditTrail restarted = new AuditTrail(site.store, site.clock, directory);
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
        site.join("Root", Role.ADMINISTRATOR);
        Account second = site.join("Second", Role.ADMINISTRATOR);
        record(site.viewer("Second"), "plugins.install", "search");
        site.trail.seal();

        site.membership.erase(site.viewer("Second"), "", second, Parting.ERASE);

        assertThat(entries().getFirst().name()).isEmpty();
        assertThat(entries().getFirst().client()).isEmpty();
        assertThat(site.trail.broken()).isEmpty();
    }

    private void record(Viewer who, String act, String subject) {
        site.write(site.trail.entry(who, "192.0.2.7", act, subject, ""));
    }

    private List<AuditTrail.Entry> entries() {
        return site.trail.entries(OptionalLong.empty(), "", 100);
    }
}
