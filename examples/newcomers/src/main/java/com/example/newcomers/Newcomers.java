/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Who wrote their first post lately, as far as whoever looks may read it. Thread-safe. */
@Component(service = Newcomers.class)
@Designate(ocd = Newcomers.Settings.class)
public final class Newcomers {

    /** An administrator changes them under Administration, Settings; they take effect at once. */
    @ObjectClassDefinition(name = "%settings.title", localization = "OSGI-INF/l10n/messages")
    @interface Settings {

        @AttributeDefinition(name = "%settings.days", min = "1")
        int days() default 30;

        @AttributeDefinition(name = "%settings.most", min = "1", max = "50")
        int most() default 5;
    }

    private static final int LOOKED_AT = 200;

    private final Store store;
    private final Hosts hosts;
    private final Clock clock;
    private volatile Settings settings;

    @Activate
    public Newcomers(Settings settings, @Reference Store store, @Reference Hosts hosts, @Reference Clock clock) {
        this.settings = settings;
        this.store = store;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Modified
    void changed(Settings now) {
        settings = now;
    }

    int days() {
        return settings.days();
    }

    int most() {
        return settings.most();
    }

    /** Their first posts, the newest first; only what the viewer may read, and nothing that is hidden. */
    List<Post> firstPosts(Viewer viewer, int limit) {
        Instant since = clock.instant().minus(Duration.ofDays(days()));
        List<Ref> written = store.read(reader -> reader.list(
                Statement.of(
                        "SELECT post FROM newcomers_first WHERE written >= ? ORDER BY written DESC LIMIT ?",
                        since,
                        LOOKED_AT),
                row -> Ref.parse(row.text("post"))));
        Map<Ref, Post> posts =
                hosts.posts(written).stream().collect(Collectors.toMap(Post::ref, Function.identity(), (one, same) -> one));
        List<Post> shown = new ArrayList<>();
        for (Ref ref : written) {
            Post post = posts.get(ref);
            if (post != null
                    && shown.size() < limit
                    && post.state() == State.PUBLISHED
                    && hosts.mayRead(viewer, post.space())) {
                shown.add(post);
            }
        }
        return shown;
    }
}
