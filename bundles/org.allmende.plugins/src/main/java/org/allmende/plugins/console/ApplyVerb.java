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
import java.util.Optional;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.deployment.Change;
import org.allmende.plugins.deployment.Convergence;
import org.allmende.plugins.deployment.Deployment;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.told.Note;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code allmende apply DEPLOYMENT.json [--dry-run]}: makes the deployment match a file. */
@Component(service = Verb.class)
public final class ApplyVerb implements Verb {

    private static final String DRY_RUN = "--dry-run";

    private final Convergence convergence;
    private final Phrases phrases;

    @Activate
    public ApplyVerb(@Reference Convergence convergence, @Reference Messages messages) {
        this.convergence = convergence;
        this.phrases = messages.in(Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Override
    public String name() {
        return "apply";
    }

    @Override
    public String usage() {
        return phrases.get("cli.apply");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) throws InterruptedException {
        List<String> files =
                arguments.stream().filter(word -> !word.startsWith("--")).toList();
        boolean dryRun = arguments.contains(DRY_RUN);
        if (files.size() != 1 || arguments.size() != files.size() + (dryRun ? 1 : 0)) {
            terminal.error(usage());
            return WRONG_USAGE;
        }
        try {
            return apply(Path.of(files.getFirst()), dryRun, terminal);
        } catch (IOException e) {
            terminal.error(phrases.get("cli.apply.unreadable", "file", files.getFirst()));
        } catch (ProblemException e) {
            terminal.error(e.problem().detail());
        }
        return FAILED;
    }

    private int apply(Path file, boolean dryRun, Terminal terminal) throws IOException, InterruptedException {
        Deployment wanted = Deployment.read(file.getFileName().toString(), Files.readAllBytes(file));
        List<Change> changes = convergence.changes(wanted);
        if (changes.isEmpty()) {
            terminal.line(phrases.get("cli.apply.nothing"));
            return DONE;
        }
        List<Note> obstacles = convergence.obstacles(changes);
        if (!obstacles.isEmpty()) {
            obstacles.forEach(note -> terminal.error(note.in(phrases)));
            terminal.error(phrases.get("cli.apply.unchanged"));
            return FAILED;
        }
        if (dryRun) {
            changes.forEach(change -> terminal.line(change.note().in(phrases)));
            return DONE;
        }
        Optional<Note> failure = convergence.carryOut(
                wanted, Asker.system(), change -> terminal.line(change.note().in(phrases)));
        if (failure.isPresent()) {
            terminal.error(failure.get().in(phrases));
            terminal.error(phrases.get("cli.apply.early"));
            return FAILED;
        }
        return DONE;
    }
}
