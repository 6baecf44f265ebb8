/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Html;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.localization.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names the language of a post beside its author, where it is another than the reader's. Thread-safe. */
@Component
public final class LanguageChip implements Panel {

    /** Characters, about; what a template takes by itself is meant for a page, and there is one of these at each post. */
    private static final int SHORT = 256;

    private final PostLanguages languages;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public LanguageChip(@Reference PostLanguages languages, @Reference Messages messages) {
        this.languages = languages;
        this.messages = messages;
    }

    @Override
    public Slot slot() {
        return Slot.POST_META;
    }

    @Override
    public List<Html> render(Request request, List<Ref> subjects) {
        Map<Ref, Locale> found = languages.of(subjects);
        Locale reader = request.viewer().locale();
        Phrases phrases = messages.in(reader, request.viewer().zone());
        return subjects.stream()
                .map(subject -> found.get(subject))
                .map(language -> language == null || language.getLanguage().equals(reader.getLanguage())
                        ? Html.NOTHING
                        : chip(phrases, language))
                .toList();
    }

    private Html chip(Phrases phrases, Locale language) {
        String name = phrases.language(language);
        StringOutput output = new StringOutput(SHORT);
        templates.chip(name, phrases.get("chip.title", "language", name)).render(output);
        return Html.trusted(output.toString());
    }
}
