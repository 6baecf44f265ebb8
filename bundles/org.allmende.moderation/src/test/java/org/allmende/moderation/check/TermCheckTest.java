/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.allmende.api.gate.Verdict;
import org.allmende.api.gate.Verdict.Decision;
import org.allmende.api.store.Unit;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermCheckTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    @TempDir
    Path home;

    private TestStore kept;
    private TermCheck check;

    @BeforeEach
    void open() {
        MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
        kept = TestStore.in(home, clock).with("moderation", RESOURCES);
        Terms terms = new Terms(kept.store(), kept.ids(), clock);
        terms.add("badspamword\nburn", Decision.REJECT, Unit.nothing());
        check = new TermCheck(terms, TestMessages.of(RESOURCES), TestMessages.markup());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a badspamword here",
                "bad&#115;pamword",
                "bad**spam**word",
                "[bad](https://example.com)spamword",
                "b\u0430dspamw\u043erd",
                "ｂａｄｓｐａｍｗｏｒｄ",
                "`badspamword`"
            })
    void aTermIsFoundHoweverItIsDressedUp(String text) {
        Verdict verdict = judge(text);
        assertThat(verdict.decision()).isEqualTo(Decision.REJECT);
        assertThat(verdict.reasons()).singleElement().satisfies(reason -> assertThat(reason.rule())
                .isEqualTo("badspamword"));
    }

    @Test
    void ordinaryWordsThatOnlyLookAlikeInSomeTypefacesPass() {
        assertThat(judge("The bum note was an **honest** mistake, badspam word").decision())
                .isEqualTo(Decision.ALLOW);
    }

    @Test
    void whatSpellsOutToTooMuchIsHeldRatherThanPassed() {
        Verdict verdict = judge("\uFDFA".repeat(90_000) + " badspamword");
        assertThat(verdict.decision()).isEqualTo(Decision.HOLD);
        assertThat(verdict.reasons().getFirst().detail()).contains("moderator");
        assertThat(judge("badspamword " + "\uFDFA".repeat(90_000)).decision()).isEqualTo(Decision.REJECT);
        assertThat(judge("ordinary ".repeat(11_000)).decision()).isEqualTo(Decision.ALLOW);
    }

    private Verdict judge(String text) {
        return check.judge(text, Locale.ENGLISH, ZoneOffset.UTC);
    }
}
