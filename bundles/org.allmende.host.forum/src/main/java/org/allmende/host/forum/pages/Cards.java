/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.text.Languages;
import org.allmende.api.web.Html;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.PostView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes posts ready for their template: asks features once for all posts of a page. Thread-safe. */
@Component(service = Cards.class)
public final class Cards {

    private final Languages languages;

    @Activate
    public Cards(@Reference Languages languages) {
        this.languages = languages;
    }

    /** With what features put around each post. */
    List<PostCard> of(Visit v, List<PostView> posts) {
        if (posts.isEmpty()) {
            return List.of();
        }
        List<Ref> refs = refs(posts);
        Map<Ref, Locale> spoken = languages.of(refs);
        List<Html> meta = v.request().panels(Slot.POST_META, refs);
        List<Html> before = v.request().panels(Slot.BEFORE_POST, refs);
        List<Html> after = v.request().panels(Slot.AFTER_POST, refs);
        List<Html> actions = v.request().panels(Slot.POST_ACTIONS, refs);
        List<Integer> depths = Indent.of(posts);
        List<PostCard> cards = new ArrayList<>(posts.size());
        for (int i = 0; i < posts.size(); i++) {
            PostView view = posts.get(i);
            cards.add(new PostCard(
                    view,
                    v.html(view.post().body()),
                    Optional.ofNullable(spoken.get(refs.get(i))).map(Locale::toLanguageTag),
                    depths.get(i),
                    v.viewer().is(view.post().author().ref()),
                    meta.get(i),
                    before.get(i),
                    after.get(i),
                    actions.get(i)));
        }
        return cards;
    }

    /** Only the post itself, for a part of it that changed. */
    PostCard plain(Visit v, PostView view) {
        return new PostCard(
                view,
                Html.NOTHING,
                Optional.empty(),
                0,
                v.viewer().is(view.post().author().ref()),
                Html.NOTHING,
                Html.NOTHING,
                Html.NOTHING,
                Html.NOTHING);
    }

    /** How many languages the posts are known to be in. */
    static int languages(List<PostCard> cards) {
        return (int) cards.stream()
                .map(PostCard::language)
                .flatMap(Optional::stream)
                .distinct()
                .count();
    }

    private static List<Ref> refs(List<PostView> posts) {
        return Collections.unmodifiableList(
                posts.stream().map(view -> view.post().ref()).toList());
    }
}
