/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.content.Ref;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Method;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.localization.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The other languages that the site speaks, each named as its speakers name it, in the bar: one is a link, several are a
 * menu. Leads to the same page again. Thread-safe.
 */
@Component
public final class LanguageSwitch implements Panel {

    /**
     * @param tag BCP 47
     * @param name in its own language
     */
    public record Choice(String tag, String name, String address) {

        /** For where there is no room for the name. */
        public String code() {
            return tag.toUpperCase(Locale.ROOT);
        }
    }

    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();
    /** As many as there are messages in. */
    private final Map<Locale, String> ownNames = new ConcurrentHashMap<>();

    @Activate
    public LanguageSwitch(@Reference Messages messages) {
        this.messages = messages;
    }

    @Override
    public Slot slot() {
        return Slot.HEADER;
    }

    @Override
    public int order() {
        return 150;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        Phrases phrases =
                messages.in(request.viewer().locale(), request.viewer().zone());
        // What answers a POST is shown under an address that may know no GET.
        String page = request.at(request.method() == Method.GET ? request.path() : "/");
        List<Choice> others = new ArrayList<>();
        for (Locale language : messages.languages()) {
            if (!language.getLanguage().equals(phrases.spoken().getLanguage())) {
                others.add(new Choice(
                        language.toLanguageTag(), ownName(language), page + "?lang=" + language.toLanguageTag()));
            }
        }
        others.sort(Comparator.comparing(Choice::name));
        return List.of(
                others.isEmpty()
                        ? Html.NOTHING
                        : Html.trusted(templates
                                .languageSwitch(others, phrases.get("switch.label"))
                                .render()));
    }

    private String ownName(Locale language) {
        return ownNames.computeIfAbsent(language, LanguageSwitch::inItself);
    }

    private static String inItself(Locale language) {
        String name = language.getDisplayName(language);
        return name.isEmpty()
                ? language.toLanguageTag()
                : name.substring(0, 1).toUpperCase(language) + name.substring(1);
    }
}
