/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.State;
import org.allmende.api.web.Html;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.PostView.Act;
import org.allmende.host.forum.content.Reactions;

/**
 * A post with all that its template shows around it.
 *
 * @param language the language it was found to be in
 * @param depth how far to indent it, 0 to {@link Indent#DEEPEST}
 * @param meta chips of features beside author and time
 */
public record PostCard(
        PostView view,
        Html body,
        Optional<String> language,
        int depth,
        boolean mine,
        Html meta,
        Html before,
        Html after,
        Html actions) {

    /** A reaction as a button. */
    public record Reaction(String word, int count, boolean given) {}

    public String id() {
        return view.id();
    }

    public State state() {
        return view.post().state();
    }

    public boolean isPublished() {
        return state() == State.PUBLISHED;
    }

    public String classes() {
        return "post"
                + (view.isAnswer() ? " answer" : "")
                + (depth > 0 ? " reply-" + depth : "")
                + (isPublished() ? "" : " withheld");
    }

    public String lang() {
        return language.orElse(null);
    }

    public boolean may(Act act) {
        return view.may(act);
    }

    /** Whether it answers another post than the first, which all answer who do not say otherwise. */
    public boolean isAnsweringAnother() {
        return view.parent().filter(parent -> parent.number() > 1).isPresent();
    }

    /** Whether there are any to see or to give. */
    public boolean hasReactions() {
        return may(Act.REACT) || !view.post().reactions().isEmpty();
    }

    /**
     * The reactions there are.
     *
     * @param shown those that somebody gave, and the first always, so that there is one to begin with
     * @param others those that nobody gave so far
     */
    public record Reacts(List<Reaction> shown, List<Reaction> others) {}

    public Reacts reacts() {
        List<Reaction> shown = new ArrayList<>();
        List<Reaction> others = new ArrayList<>();
        for (String word : Reactions.WORDS) {
            Reaction one = reaction(word);
            boolean first = shown.isEmpty() && others.isEmpty();
            (first || one.count() > 0 || one.given() ? shown : others).add(one);
        }
        return new Reacts(shown, others);
    }

    private Reaction reaction(String word) {
        return new Reaction(
                word, view.post().reactions().getOrDefault(word, 0), view.own().contains(word));
    }
}
