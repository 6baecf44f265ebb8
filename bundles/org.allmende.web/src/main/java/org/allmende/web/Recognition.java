/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.LocaleChooser;
import org.allmende.api.text.Messages;
import org.allmende.web.guard.CredentialsReader;
import org.allmende.web.guard.Origin;
import org.allmende.web.message.AcceptedLanguages;
import org.allmende.web.message.Incoming;

/** Says who asks and in which language they are answered. Thread-safe. */
final class Recognition {

    private static final int YEAR = 365 * 86_400;

    /** Asked for by name, these are answered though no words are translated: to try the layout. */
    private static final Set<String> LAYOUTS = Set.of("en-XA", "ar", "he");

    private final Identity identity;
    private final LocaleChooser chooser;
    private final Messages messages;

    Recognition(Identity identity, LocaleChooser chooser, Messages messages) {
        this.identity = identity;
        this.chooser = chooser;
        this.messages = messages;
    }

    /**
     * Who asks.
     *
     * @param refused whether they showed a password or a token that is not good
     */
    record Asked(Asker asker, boolean refused) {}

    /** Takes a session that is over from the browser, and keeps the language that was asked for. */
    Asked of(Incoming in, String client, Optional<String> language, Cookies cookies) {
        Credentials shown = CredentialsReader.of(in);
        Optional<Identity.Identified> found =
                shown instanceof Credentials.None ? Optional.empty() : identity.identify(shown, client);
        Optional<Member> member = found.flatMap(Identity.Identified::member);
        Optional<Locale> asked = asked(in, member, language, cookies);
        LocaleChooser.Choice choice = chooser.choose(
                member,
                asked,
                in.header("accept-language").map(AcceptedLanguages::of).orElse(List.of()),
                List.copyOf(messages.languages()));
        Locale locale =
                asked.filter(some -> LAYOUTS.contains(some.toLanguageTag())).orElse(choice.locale());
        Viewer guest = Viewer.guest(locale, choice.zone());
        Viewer viewer =
                found.map(some -> some.viewer().in(locale, choice.zone())).orElse(guest);
        Optional<String> secret = isSentUnasked(shown) ? found.flatMap(Identity.Identified::secret) : Optional.empty();
        Asker asker = new Asker(found.isPresent() ? shown : new Credentials.None(), viewer, secret);
        boolean over = found.isEmpty() && shown instanceof Credentials.Session;
        if (over) {
            cookies.clear(Identity.SESSION_COOKIE);
        }
        return new Asked(asker, found.isEmpty() && !over && !(shown instanceof Credentials.None));
    }

    /** Whether browsers send it for whatever page asks them to. */
    private static boolean isSentUnasked(Credentials shown) {
        return shown instanceof Credentials.Session
                || shown instanceof Credentials.Vouched vouched && !vouched.header();
    }

    /**
     * The same once more, as they are now; who signed out meanwhile is a guest.
     *
     * @return empty if what a program showed is not good any more
     */
    Optional<Asker> again(Asker before, String client, Cookies cookies) {
        Credentials shown = before.credentials();
        if (shown instanceof Credentials.None) {
            return Optional.of(before);
        }
        Viewer then = before.viewer();
        Optional<Identity.Identified> found = identity.identify(shown, client)
                .filter(some ->
                        some.member().map(Member::ref).equals(then.member().map(Member::ref)));
        if (found.isEmpty() && shown instanceof Credentials.Session) {
            cookies.clear(Identity.SESSION_COOKIE);
            return Optional.of(
                    new Asker(new Credentials.None(), Viewer.guest(then.locale(), then.zone()), Optional.empty()));
        }
        return found.map(some -> new Asker(shown, some.viewer().in(then.locale(), then.zone()), before.secret()));
    }

    /** In the address now, or on an earlier page; for a member who said so in the preferences, until the browser ends. */
    private Optional<Locale> asked(Incoming in, Optional<Member> member, Optional<String> language, Cookies cookies) {
        Optional<Locale> now = language.flatMap(AcceptedLanguages::locale).filter(this::isSpoken);
        // Not for a picture in somebody's post, whose address could say so.
        now.filter(locale -> Origin.isVisit(in))
                .ifPresent(locale -> cookies.set(
                        LocaleChooser.COOKIE, locale.toLanguageTag(), member.isPresent() ? Cookies.SESSION : YEAR));
        return now.or(() -> in.cookie(LocaleChooser.COOKIE)
                .flatMap(AcceptedLanguages::locale)
                .filter(this::isSpoken));
    }

    private boolean isSpoken(Locale locale) {
        return LAYOUTS.contains(locale.toLanguageTag())
                || messages.languages().stream()
                        .anyMatch(spoken -> spoken.getLanguage().equals(locale.getLanguage()));
    }
}
