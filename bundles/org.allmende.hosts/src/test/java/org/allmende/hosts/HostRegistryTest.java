/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.host.Capability;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.junit.jupiter.api.Test;

class HostRegistryTest {

    private final HostRegistry hosts = new HostRegistry();
    private final AwkwardHost forum = new AwkwardHost("forum");
    private final AwkwardHost blog = new AwkwardHost("blog");

    @Test
    void aQuestionGoesToTheHostOfTheReference() {
        hosts.add(forum);
        hosts.add(blog);
        forum.space(space("forum", "1", false));

        assertThat(hosts.ids()).containsExactlyInAnyOrder("forum", "blog");
        assertThat(hosts.space(Ref.space("forum", "1"))).isPresent();
        assertThat(hosts.space(Ref.space("blog", "1"))).isEmpty();
        assertThat(hosts.link(Ref.space("blog", "7"))).contains("/blog/7");
        assertThat(hosts.can(Ref.space("forum", "1"), Capability.PUBLISH)).isTrue();
        assertThat(hosts.can(Ref.space("forum", "1"), Capability.VIEWS)).isFalse();
    }

    @Test
    void onlyWhatTheViewerMayReadIsReadable() {
        hosts.add(forum);
        forum.space(space("forum", "1", false));
        forum.space(space("forum", "2", true));

        assertThat(hosts.readable(Viewer.system())).containsExactly(Ref.space("forum", "1"));
    }

    @Test
    void eachHostSaysWhereAViewerModerates() {
        hosts.add(forum);
        forum.space(space("forum", "1", false));
        forum.space(space("forum", "2", true));

        assertThat(hosts.moderated(viewer(Role.MODERATOR))).containsExactly(Ref.space("forum", "1"));
        assertThat(hosts.moderated(viewer(Role.MEMBER))).isEmpty();
        assertThat(hosts.moderated(Viewer.guest(Locale.ENGLISH, ZoneOffset.UTC)))
                .isEmpty();
    }

    private static Viewer viewer(Role role) {
        Member member = new Member(
                Ref.member("forum", "m"), "Mona", role, Locale.ENGLISH, ZoneOffset.UTC, Instant.EPOCH, false);
        return new Viewer(Optional.of(member), any -> true, Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Test
    void whatBelongsToNoHostIsNotThere() {
        Ref nowhere = Ref.post("gone", "1");

        assertThat(hosts.post(nowhere)).isEmpty();
        assertThat(hosts.link(nowhere)).isEmpty();
        assertThat(hosts.mayRead(Viewer.system(), nowhere)).isFalse();
        assertThat(hosts.scan("gone", "", 10).posts()).isEmpty();
    }

    @Test
    void aSecondHostOfTheSameIdDoesNotTakeTheFirstOnesPlaceNorItWithIt() {
        AwkwardHost twin = new AwkwardHost("forum");
        hosts.add(forum);
        hosts.add(twin);
        hosts.remove(twin);

        assertThat(hosts.host("forum")).contains(forum);
    }

    private static Space space(String host, String id, boolean isPrivate) {
        return new Space(Ref.space(host, id), "Space " + id, "", Optional.empty(), isPrivate);
    }
}
