/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Unit;
import org.allmende.moderation.cases.Cases;
import org.allmende.moderation.cases.Desk;
import org.allmende.testkit.Asked;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModerationApiTest {

    private static final Member ANNA = new Member(
            Ref.member("forum", "1"), "Anna", Role.MEMBER, Locale.ENGLISH, ZoneOffset.UTC, Instant.EPOCH, false);

    @TempDir
    Path home;

    private TestStore kept;
    private ModerationApi api;

    @BeforeEach
    void open() {
        MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
        kept = TestStore.in(home, clock).with("moderation", Path.of("src/main/resources"));
        Cases cases = new Cases(kept.store(), kept.ids(), clock);
        Desk desk = new Desk(
                kept.store(), cases, hosts(), null, null, (who, client, act, subject, detail) -> Unit.nothing());
        api = new ModerationApi(null, cases, desk, hosts());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void aReportOfWhatIsNoPostIsNotFound() {
        for (String post : new String[] {"::", "a::", ":b:c", "none", "forum:post:none"}) {
            assertThat(refused(post, "").status()).as(post).isEqualTo(404);
        }
    }

    @Test
    void aNoteHasALimit() {
        Problem problem = refused("forum:post:none", "x".repeat(2001));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.fields()).extracting(Problem.Field::name).containsExactly("note");
    }

    private Problem refused(String post, String note) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Asked.post("/api/v1/reports")
                .by(viewer())
                .json("post", post, "reason", "spam", "note", note)
                .of(api));
        assertThat(refused).isNotNull();
        return refused.problem();
    }

    private static Viewer viewer() {
        return new Viewer(Optional.of(ANNA), permission -> true, Locale.ENGLISH, ZoneOffset.UTC);
    }

    private static Hosts hosts() {
        return (Hosts) Proxy.newProxyInstance(
                Hosts.class.getClassLoader(),
                new Class<?>[] {Hosts.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "ids" -> Set.of("forum");
                    case "post" -> Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
