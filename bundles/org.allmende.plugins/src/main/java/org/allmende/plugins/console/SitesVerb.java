/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.console;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.Plugins;
import org.allmende.plugins.site.Site;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.told.Refusal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code allmende sites …}: which sites are trusted here. */
@Component(service = Verb.class)
public final class SitesVerb implements Verb {

    private final Plugins plugins;
    private final Phrases phrases;

    @Activate
    public SitesVerb(@Reference Plugins plugins, @Reference Messages messages) {
        this.plugins = plugins;
        this.phrases = messages.in(Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Override
    public String name() {
        return "sites";
    }

    @Override
    public String usage() {
        return phrases.get("cli.sites");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        String word = arguments.isEmpty() ? "list" : arguments.getFirst();
        try {
            return switch (word + " " + arguments.size()) {
                case "list 0", "list 1" -> list(terminal);
                case "add 4" -> add(arguments.get(1), arguments.get(2), arguments.get(3), terminal);
                case "refresh 2" -> refresh(arguments.get(1), terminal);
                case "remove 2" -> remove(arguments.get(1), terminal);
                default -> {
                    terminal.error(usage());
                    yield WRONG_USAGE;
                }
            };
        } catch (ProblemException e) {
            terminal.error(e.problem().detail());
            return FAILED;
        } catch (Refusal e) {
            terminal.error(e.note().in(phrases));
            return FAILED;
        }
    }

    private int list(Terminal terminal) {
        if (plugins.swaps().catalogue().sites().all().isEmpty()) {
            terminal.line(phrases.get("sites.none"));
        }
        for (Site site : plugins.swaps().catalogue().sites().all()) {
            terminal.line(said(site.state()));
        }
        return DONE;
    }

    private String said(Site.State state) {
        String line = state.id() + "  " + state.address() + "  " + state.age(phrases);
        return state.trouble().map(note -> line + "  " + note.in(phrases)).orElse(line);
    }

    private int add(String id, String address, String fingerprint, Terminal terminal) {
        plugins.swaps().addSite(id, address, fingerprint, Asker.system());
        terminal.line(phrases.get("notice.site-added", "site", id));
        return DONE;
    }

    private int refresh(String id, Terminal terminal) {
        Site site = plugins.swaps().catalogue().sites().find(id);
        site.refresh();
        terminal.line(said(site.state()));
        return DONE;
    }

    private int remove(String id, Terminal terminal) {
        plugins.swaps().removeSite(id, Asker.system());
        terminal.line(phrases.get("notice.site-removed", "site", id));
        return DONE;
    }
}
