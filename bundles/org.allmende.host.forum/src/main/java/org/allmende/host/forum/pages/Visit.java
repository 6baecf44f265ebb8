/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.Links;
import org.allmende.host.forum.content.Posted;

/** One request as the templates see it: the reader's words, addresses, times. For one thread, while it is answered. */
public final class Visit {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s._-]+");

    private final Request request;
    private final Phrases words;
    private final Markup markup;
    /** Names of reactions: the same few on each post of a page. */
    private final Map<String, String> reactions = new HashMap<>();

    Visit(Request request, Phrases words, Markup markup) {
        this.request = request;
        this.words = words;
        this.markup = markup;
    }

    public Request request() {
        return request;
    }

    public Phrases words() {
        return words;
    }

    public Viewer viewer() {
        return request.viewer();
    }

    public String say(String key, Object... arguments) {
        return words.get(key, arguments);
    }

    /** A reaction's name. */
    public String reaction(String word) {
        return reactions.computeIfAbsent(word, any -> say("reaction." + any));
    }

    public boolean isGuest() {
        return request.viewer().member().isEmpty();
    }

    /** The address of a page of this deployment. */
    public String at(String path) {
        return request.at(path);
    }

    public String space(String id) {
        return at(Links.space(id));
    }

    public String topic(String id) {
        return at(Links.topic(id));
    }

    public String post(String id) {
        return at(Links.post(id));
    }

    public String member(String id) {
        return at(Links.member(id));
    }

    public String tag(String tag) {
        return at("/tag/" + encoded(tag));
    }

    /** Where a guest signs in and comes back to this page. */
    public String signIn() {
        return at("/sign-in?next=" + encoded(request.path()));
    }

    public String formToken() {
        return request.formToken();
    }

    /** A fresh key for a form: sent twice, it is done once. */
    public String once() {
        return UUID.randomUUID().toString();
    }

    /** On to what was just written; a post that is held back says so. */
    Response onTo(String path, Posted posted) {
        Response there = Response.seeOther(path);
        return posted.state() == State.HELD ? there.notice(say("notice.held")) : there;
    }

    /** What the panels of a slot show for one subject. */
    Html panels(Slot slot, Ref subject) {
        return request.panels(slot, List.of(subject)).get(0);
    }

    public Html html(String markdown) {
        return markup.html(markdown);
    }

    public String plain(String markdown, int limit) {
        return markup.plain(markdown, limit);
    }

    /** For {@code <time datetime>}. */
    public String machine(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The first letters of a name's first and last word, to stand where a picture would. */
    public String initials(String name) {
        String[] parts = BETWEEN_WORDS.split(name.strip());
        String first = letter(parts[0]);
        String last = parts.length > 1 ? letter(parts[parts.length - 1]) : "";
        return (first + last).toUpperCase(Locale.ROOT);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String letter(String word) {
        int start = 0;
        while (start < word.length() && !Character.isLetterOrDigit(word.codePointAt(start))) {
            start += Character.charCount(word.codePointAt(start));
        }
        if (start == word.length()) {
            return "";
        }
        if (isSimple(word, start) && (start + 1 == word.length() || isSimple(word, start + 1))) {
            return word.substring(start, start + 1);
        }
        BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
        letters.setText(word.substring(start));
        int end = letters.next();
        // A letter with a heap of marks on it is still one letter; a few of its marks will do.
        return word.substring(start, start + Math.min(end, 4));
    }

    /** Whether nothing that follows can be part of this letter, if it is as simple itself. */
    private static boolean isSimple(String word, int at) {
        return word.charAt(at) < 0x300;
    }
}
