/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.Plugins;
import org.allmende.plugins.dev.Workbench;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code allmende dev DIR}: swaps in what each build changes, until the one who asked leaves. Whoever may open the suite's socket
 * may do everything anyway, so what they build need not be signed.
 */
@Component(service = Verb.class)
public final class DevVerb implements Verb {

    private static final long PAUSE = 100;

    private final Plugins plugins;
    private final Phrases phrases;

    @Activate
    public DevVerb(@Reference Plugins plugins, @Reference Messages messages) {
        this.plugins = plugins;
        this.phrases = messages.in(Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Override
    public String name() {
        return "dev";
    }

    @Override
    public String usage() {
        return phrases.get("cli.dev");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) throws InterruptedException, IOException {
        if (arguments.size() != 1) {
            terminal.error(usage());
            return WRONG_USAGE;
        }
        Path folder = Path.of(arguments.getFirst());
        if (!Files.isDirectory(folder)) {
            terminal.error(phrases.get("cli.dev.no-folder", "folder", folder));
            return FAILED;
        }
        Workbench bench = new Workbench(folder, plugins.swaps());
        terminal.line(phrases.get("cli.dev.watching", "folder", folder));
        String said = "";
        while (!terminal.cancelled()) {
            try {
                bench.look().ifPresent(swapped -> tell(swapped, terminal));
                said = "";
            } catch (IOException e) {
                // A build is under way, and takes away what was just seen: it is looked at again.
                said = "";
            } catch (ProblemException e) {
                // Stays wrong until somebody mends it: said once.
                if (!e.problem().detail().equals(said)) {
                    said = e.problem().detail();
                    terminal.error(said);
                }
            }
            Thread.sleep(PAUSE);
        }
        return DONE;
    }

    private void tell(Workbench.Swapped swapped, Terminal terminal) {
        swapped.reason()
                .ifPresentOrElse(
                        why -> terminal.error(phrases.get("cli.dev.back", "why", why.in(phrases))),
                        () -> terminal.line(phrases.get(
                                "cli.dev.swapped",
                                "feature",
                                swapped.feature(),
                                "version",
                                swapped.version(),
                                "ms",
                                swapped.took().toMillis())));
    }
}
