/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Rehearsal;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.junit.jupiter.api.Test;

class RehearsalsTest {

    private static final String SESSION = "allmende-session=lena-session";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Who looked at what, in order. */
    private final List<String> seen = new ArrayList<>();

    /** Where {@link #marked} writes. */
    private TestSite marking;

    /** What has become of the members. */
    private UnaryOperator<Optional<Member>> now = UnaryOperator.identity();

    private Response page(Request request) {
        seen.add(request.path() + request.parameter("q").map(q -> "?" + q).orElse("") + " "
                + request.viewer().member().map(Member::name).orElse("guest"));
        return Response.page(Page.of("Title", Html.trusted(request.formToken())));
    }

    private Endpoint reading(String path) {
        return Endpoint.get(path, Permission.READ, this::page);
    }

    private Rehearsal.Outcome rehearse(TestSite site, Duration limit) {
        Members members = new Members() {
            @Override
            public Optional<Member> find(Ref member) {
                return now.apply(
                        Optional.of(TestSite.LENA).filter(lena -> lena.ref().equals(member)));
            }

            @Override
            public Optional<Member> named(String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Map<Ref, Member> all(Collection<Ref> wanted) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Member> list(Optional<Ref> after, int most) {
                throw new UnsupportedOperationException();
            }
        };
        seen.clear();
        try (Snapshot ahead = site.leases.open()) {
            return new Rehearsals(site.dispatcher, site.recent, members, site.store).rehearse(ahead, "test", limit);
        }
    }

    @Test
    void whatWasReadIsReadAgainAsWhoeverReadIt() throws Exception {
        try (TestSite site = new TestSite(reading("/one"), reading("/two"))) {
            site.get("/one?q=a");
            site.get("/two", "Cookie", SESSION, "Authorization", "Bearer secret");
            site.get("/two", "Cookie", SESSION);
            assertThat(rehearse(site, LIMIT)).isEqualTo(new Rehearsal.Outcome(2, 0));
            assertThat(seen).containsExactly("/two lena", "/one?a guest");
            assertThat(site.recent.newestFirst())
                    .allSatisfy(read -> assertThat(read.in().headers()).doesNotContainKeys("cookie", "authorization"));
        }
    }

    @Test
    void eachAddressComesFirstAndTheRestAsTimeAllows() throws Exception {
        try (TestSite site = new TestSite(reading("/own"))) {
            site.route("other", 1, reading("/others"));
            for (int i = 0; i < 60; i++) {
                site.get("/own?q=" + i);
                site.get("/others?q=" + i);
            }
            assertThat(rehearse(site, LIMIT).done()).isEqualTo(20 + 4);
            assertThat(seen).startsWith("/others?59 guest", "/own?59 guest", "/others?58 guest", "/own?58 guest");
            assertThat(rehearse(site, Duration.ZERO).done()).isZero();
        }
    }

    @Test
    void whatChangesSomethingIsNotDoneAgain() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.post("/api/v1/things", Permission.READ, this::page),
                Endpoint.get("/marks", Permission.READ, request -> marked(request)))) {
            site.post("/api/v1/things", "{}", "Content-Type", "application/json");
            site.get("/missing");
            marking = site;
            site.get("/marks");
            assertThat(marks(site)).isEqualTo(1);
            assertThat(rehearse(site, LIMIT)).isEqualTo(new Rehearsal.Outcome(1, 0));
            assertThat(seen).containsExactly("/marks guest");
            assertThat(marks(site)).isEqualTo(1);
        }
    }

    private Response marked(Request request) {
        Response page = page(request);
        marking.store.writeNow(Unit.of(Statement.of(
                "INSERT INTO web_idempotency (id, hash, member, status, type, location, created) VALUES (?, '', '', 0, '', '', 0)",
                "mark " + System.nanoTime())));
        return page;
    }

    private static long marks(TestSite site) {
        return site.store.read(reader -> reader.count(Statement.of("SELECT count(*) FROM web_idempotency")));
    }

    @Test
    void whoHasGoneOrHasAnotherRoleReadsNothingAgain() throws Exception {
        try (TestSite site = new TestSite(reading("/one"))) {
            site.get("/one", "Cookie", SESSION);
            now = member -> Optional.empty();
            assertThat(rehearse(site, LIMIT).done()).isZero();
            now = member -> member.map(lena -> new Member(
                    lena.ref(),
                    lena.name(),
                    Role.MODERATOR,
                    lena.locale(),
                    lena.zone(),
                    lena.joined(),
                    lena.suspended()));
            assertThat(rehearse(site, LIMIT).done()).isZero();
            now = UnaryOperator.identity();
            assertThat(rehearse(site, LIMIT).done()).isEqualTo(1);
            site.recent.forget(TestSite.LENA.ref());
            assertThat(rehearse(site, LIMIT).done()).isZero();
        }
    }

    @Test
    void aPageThatFailsNowIsCounted() throws Exception {
        boolean[] broken = {false};
        try (TestSite site = new TestSite(Endpoint.get("/one", Permission.READ, request -> {
            if (broken[0]) {
                throw new IllegalStateException("a fault of the new version");
            }
            return page(request);
        }))) {
            site.get("/one");
            broken[0] = true;
            assertThat(rehearse(site, LIMIT)).isEqualTo(new Rehearsal.Outcome(1, 1));
        }
    }
}
