/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.member.Accounts.Arrival;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberDirectoryTest {

    private static final Instant JOINED = Instant.parse("2011-05-01T00:00:00Z");

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
    void whoIsImportedTwiceIsThereOnce() {
        Ref first = imported("U1", "Claire");
        imported("U1", "Claire");

        assertThat(site.members.byExternalId(List.of("U1", "U2"))).isEqualTo(Map.of("U1", first));
        assertThat(site.members.list(Optional.empty(), 10)).hasSize(1);
        assertThat(site.members.externalId(first)).contains("U1");
    }

    @Test
    void anArchivesLanguageAndZoneAreKept() {
        Ref ref = site.members.next();
        site.write(site.members.imported(
                ref,
                new Arrival("U1", "Claire", JOINED, Optional.of(Locale.GERMAN), Optional.of(ZoneId.of("Asia/Tokyo")))));
        Member claire = site.members.find(ref).orElseThrow();

        assertThat(claire.locale()).isEqualTo(Locale.GERMAN);
        assertThat(claire.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(site.members.find(imported("U2", "Ben")).orElseThrow().zone())
                .isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void aNameThatIsTakenIsMadeDifferentInOneUnitToo() {
        Unit all = Unit.nothing();
        List<Ref> refs = new ArrayList<>();
        for (String id : List.of("U1", "U2", "U3")) {
            refs.add(site.members.next());
            all = all.and(site.members.imported(refs.getLast(), id, "cLaIrE", JOINED));
        }
        site.write(all);

        assertThat(site.members.all(refs).values().stream().map(Member::name))
                .containsExactly("cLaIrE", "cLaIrE (U2)", "cLaIrE (U3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0430lice", "\u0410LICE", "AIice", "A1ice", "alic\u0435"})
    void aNameThatLooksLikeAnothersIsRefused(String name) {
        site.join("Alice");
        Account omar = site.join("Omar");

        assertThatThrownBy(() -> site.join(name)).isInstanceOfSatisfying(Rejected.class, e -> assertThat(
                        e.faults().getFirst().key())
                .isEqualTo("fault.name.alike"));
        assertThatThrownBy(() -> site.membership.change(
                        site.viewer("Omar"),
                        "",
                        omar,
                        Membership.Change.NONE.describing(new Membership.Description(name, "", "", "UTC"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        e -> assertThat(e.faults().getFirst().key()).isEqualTo("fault.name.alike"));
    }

    @Test
    void namesFromAnArchiveStayThoughTheyLookTheSame() {
        site.join("Alice");
        Ref member = imported("U1", "\u0430lice");

        assertThat(site.members.find(member).orElseThrow().name()).isEqualTo("\u0430lice");
        Account account = site.members.accountOf("U1").orElseThrow();
        assertThat(site.membership
                        .change(
                                Viewer.system(),
                                "",
                                account,
                                Membership.Change.NONE.describing(
                                        new Membership.Description("\u0430lice", "a@example.org", "", "UTC")))
                        .email())
                .as("whoever keeps the name may change the rest")
                .isEqualTo("a@example.org");
    }

    @Test
    void whoWroteSomethingWasThereByThen() {
        Account lena = site.join("Lena");
        Instant joined = lena.member().joined();
        site.write(site.members.present(lena.member().ref(), joined.plusSeconds(5)));
        site.write(site.members.present(lena.member().ref(), joined.minusSeconds(50)));
        site.write(site.members.present(lena.member().ref(), joined.minusSeconds(40)));

        assertThat(site.members.afresh(lena.id()).orElseThrow().member().joined())
                .isEqualTo(joined.minusSeconds(50));
    }

    @Test
    void aNameMadeOfNothingIsReplaced() {
        Ref member = imported("U\u0000\u202E9", "\u0000\u200B \u202E");

        assertThat(site.members.find(member).orElseThrow().name()).startsWith("member U");
    }

    @Test
    void membersAreFoundByIdByNameAndInPages() {
        List<Ref> refs = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            refs.add(site.join("member" + i).member().ref());
        }

        assertThat(site.members.named("MEMBER7").map(Member::ref)).contains(refs.get(7));
        assertThat(site.members.all(refs).keySet()).containsExactlyInAnyOrderElementsOf(refs);
        List<Member> first = site.members.list(Optional.empty(), 20);
        List<Member> rest = site.members.list(Optional.of(first.getLast().ref()), 20);
        assertThat(first).hasSize(20);
        assertThat(rest).hasSize(5);
        assertThat(site.members.accounts("BER2", 0, 100)).hasSize(6);
        assertThat(site.members.accounts("%", 0, 100)).isEmpty();
    }

    @Test
    void referencesOfOthersAreNobody() {
        site.join("Lena");

        assertThat(site.members.find(Ref.member("wordpress", "1"))).isEmpty();
        assertThat(site.members.find(Ref.member("forum", "not a number"))).isEmpty();
        assertThat(site.members.find(Ref.post("forum", "1"))).isEmpty();
    }

    @Test
    void changesAreSeenAndLeaveEvents() {
        Account lena = site.join("Lena");

        site.write(site.members.role(lena.member().ref(), Role.MODERATOR));
        site.members.forget(lena.id());

        assertThat(site.members.find(lena.member().ref()).orElseThrow().role()).isEqualTo(Role.MODERATOR);
        assertThat(site.kept.events().after(0, 10).stream().map(Event::type))
                .containsExactly(Event.MEMBER_JOINED, Event.MEMBER_CHANGED);
    }

    @Test
    void aMemberReadFromAnOlderStateIsNotRemembered() {
        Account lena = site.join("Lena");

        site.store.read(reader -> {
            reader.newest();
            site.write(site.members.suspended(lena.member().ref(), true));
            site.members.account(lena.id());
            return null;
        });

        assertThat(site.members.account(lena.id()).orElseThrow().member().suspended())
                .isTrue();
    }

    @Test
    void membersAreFoundInsideReadsThatTakeAllReadersWhileMembersChange() throws Exception {
        List<Ref> refs = List.of(
                site.join("Lena").member().ref(), site.join("Omar").member().ref());
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                readers.add(threads.submit(() -> {
                    int least = refs.size();
                    while (!over.get()) {
                        least = Math.min(
                                least,
                                site.store.read(reader -> site.members.all(refs).size()));
                    }
                    return least;
                }));
            }
            for (int i = 0; i < 100; i++) {
                site.write(site.members.suspended(refs.get(i % 2), i % 4 < 2));
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isEqualTo(refs.size());
            }
        }
    }

    @Test
    void theLastAdministratorStays() {
        Account admin = site.join("Root", Role.ADMINISTRATOR);
        Ref ref = admin.member().ref();

        assertThatThrownBy(() -> site.write(site.members.role(ref, Role.MEMBER)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> site.write(site.members.suspended(ref, true))).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> site.write(site.members.erased(admin, Parting.ERASE, Optional.empty())))
                .isInstanceOf(Conflict.class);

        site.join("Second", Role.ADMINISTRATOR);
        site.write(site.members.role(ref, Role.MEMBER));
    }

    @Test
    void whoIsErasedIsGoneAndNotBroughtBackByTheArchive() {
        Ref member = imported("U1", "Claire");
        Account claire = site.members.accountOf("U1").orElseThrow();
        site.write(site.members.erased(claire, Parting.ANONYMIZE, Optional.empty()));
        site.members.forget(claire.id());

        imported("U1", "Claire");

        assertThat(site.members.find(member)).isEmpty();
        assertThat(site.members.accountOf("U1")).isEmpty();
        assertThat(site.members.list(Optional.empty(), 10)).isEmpty();
        assertThat(site.members.parting(member)).contains(Parting.ANONYMIZE);
        Ref here = imported("U2", "Dora");
        assertThat(site.members.partings(List.of(member, here, Ref.member("forum", "999"))))
                .isEqualTo(Map.of(member, Parting.ANONYMIZE));
        assertThat(site.join("Claire").member().name()).as("the name is free").isEqualTo("Claire");
    }

    @Test
    void whoLeavesTheirWordsUnderTheirNameKeepsTheName() {
        Account lena = site.join("Lena");
        site.membership.erase(site.viewer("Lena"), "", lena, Parting.KEEP);

        assertThat(site.members.find(lena.member().ref()).map(Member::name)).contains("Lena");
        assertThat(site.members.named("Lena")).isEmpty();
        assertThatThrownBy(() -> site.join("lena")).isInstanceOf(Rejected.class);
    }

    private Ref imported(String externalId, String name) {
        Ref ref = site.members.next();
        site.write(site.members.imported(ref, externalId, name, JOINED));
        return ref;
    }
}
