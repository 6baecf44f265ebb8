/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.allmende.plugins.framework.Parts;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Changes settings: checks what is wanted, keeps it, gives it to what reads it, and takes it back if that does not come up with
 * it. One change at a time. Thread-safe.
 */
@Component(service = Overrides.class)
public final class Overrides {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Schemas schemas;
    private final SettingsTable table;
    private final TargetedSettings targeted;
    private final References references;
    private final Parts parts;
    private final Store store;
    private final Audit audit;

    /** Swaps in a fresh generation of a feature, and waits until it is decided. */
    @FunctionalInterface
    public interface Restart {

        /** @return why the generation before came back; empty if it did not */
        Optional<Note> of(String feature) throws Exception;
    }

    @Activate
    public Overrides(
            @Reference Schemas schemas,
            @Reference SettingsTable table,
            @Reference TargetedSettings targeted,
            @Reference References references,
            @Reference Parts parts,
            @Reference Store store,
            @Reference Audit audit) {
        this.schemas = schemas;
        this.table = table;
        this.targeted = targeted;
        this.references = references;
        this.parts = parts;
        this.store = store;
        this.audit = audit;
    }

    /** What can be set, by title. */
    public List<Schema> all(Locale locale) {
        return schemas.all(locale);
    }

    /** @throws org.allmende.api.problem.ProblemException of status 404 if nothing that runs reads it */
    public Schema schema(String pid, Locale locale) {
        return schemas.find(pid, locale)
                .orElseThrow(() -> Problem.notFound("Nothing that runs here has settings called " + pid
                                + ". If its feature is not installed, install it.")
                        .asException());
    }

    public Kept kept(String pid) {
        return table.find(pid);
    }

    /** By PID; one that is missing has {@link Kept#NOTHING}. */
    public Map<String, Kept> kept() {
        return table.all();
    }

    /**
     * Looks whether values could be set. Of what nothing that runs reads, only what it refers to can be judged.
     *
     * @throws org.allmende.api.problem.ProblemException naming the key, what is expected and the cure
     */
    public void check(String pid, Map<String, ?> given) {
        Optional<Schema> schema = schemas.find(pid, Locale.ENGLISH);
        if (schema.isPresent()) {
            schema.get().check(schema.get().checked(given), references);
        } else {
            references.check(given);
        }
    }

    /** Whether something that runs reads settings of this name. */
    public boolean isRead(String pid) {
        return schemas.find(pid, Locale.ENGLISH).isPresent();
    }

    /**
     * Keeps what is wanted under a PID that nothing reads now, for when something does. Nothing can be judged: what is wrong is
     * found then.
     */
    public synchronized void keep(Viewer who, String client, String pid, Map<String, Object> values) {
        Kept before = table.find(pid);
        if (!values.equals(before.values())) {
            store.writeNow(table.keeping(pid, values, before)
                    .and(audit.entry(who, client, "settings.change", pid, String.join(", ", values.keySet()))));
        }
    }

    /**
     * Sets what is given under a PID, and what is not given back to its default.
     *
     * @param revision what the change was made from, if that matters
     * @throws org.allmende.api.problem.ProblemException of status 400 if a value can't be, 412 if somebody was faster, 409 if
     *     what reads it did not come up with it: then all is as before
     */
    public synchronized Kept change(
            Viewer who, String client, String pid, Map<String, ?> given, Optional<Long> revision, Restart restart)
            throws Exception {
        Schema schema = schema(pid, Locale.ENGLISH);
        Map<String, Object> values = schema.checked(given);
        schema.check(values, references);
        Kept before = table.find(pid);
        if (revision.isPresent() && revision.get() != before.revision()) {
            throw overtaken();
        }
        if (values.equals(before.values())) {
            return before;
        }
        try {
            store.writeNow(table.keeping(pid, values, before)
                    .and(audit.entry(who, client, "settings.change", pid, String.join(", ", values.keySet()))));
        } catch (Conflict e) {
            throw overtaken();
        }
        Optional<Note> failure;
        try {
            failure = delivered(schema, before.values(), values, restart);
        } catch (Exception e) {
            undo(schema, pid, before);
            throw e;
        }
        if (failure.isPresent()) {
            undo(schema, pid, before);
            throw new NotTaken(failure.get());
        }
        return table.find(pid);
    }

    private void undo(Schema schema, String pid, Kept before) throws Exception {
        store.writeNow(table.keeping(pid, before.values(), table.find(pid))
                .and(audit.entry(Viewer.system(), "", "settings.undo", pid, "")));
        if (schema.effect() == Schema.Effect.LIVE) {
            targeted.deliver(pid);
        }
    }

    /** What reads the settings did not come up with them; they are as before. */
    public static final class NotTaken extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Note note;

        NotTaken(Note note) {
            super("settings were not taken");
            this.note = note;
        }

        public Note note() {
            return note;
        }
    }

    private Optional<Note> delivered(
            Schema schema, Map<String, Object> before, Map<String, Object> values, Restart restart) throws Exception {
        return switch (schema.effect()) {
            case LIVE -> live(schema, before, values);
            case SWAP -> restart.of(schema.feature().orElseThrow());
            case START -> Optional.empty();
        };
    }

    /** Components take their settings on a thread of their own; what tells that they have is what they hold then. */
    private Optional<Note> live(Schema schema, Map<String, Object> before, Map<String, Object> values)
            throws IOException, InterruptedException {
        targeted.deliver(schema.pid());
        Optional<Bundle> owner = schemas.owner(schema.pid());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (owner.isPresent() && !schemas.holds(owner.get(), schema, before, values)) {
            Optional<Note> missing = parts.missing(List.of(owner.get()));
            if (missing.isPresent()) {
                return missing;
            }
            if (System.nanoTime() > deadline) {
                return Optional.of(Note.of("settings-slow", "seconds", PATIENCE.toSeconds()));
            }
            Thread.sleep(5);
        }
        return owner.flatMap(bundle -> parts.missing(List.of(bundle)));
    }

    private static RuntimeException overtaken() {
        return Problem.of(
                        "overtaken",
                        412,
                        "Changed in the meantime",
                        "The settings were changed since they were read. Read them again, then change them.")
                .asException();
    }
}
