/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allmende.plugins.told.Note;

/**
 * One wish of an administrator on its way from {@link Step#PLANNED} to its end. Written by the ledger only; thread-safe.
 */
public final class Swap {

    private final long id;
    private final String plugin;
    private final Act act;
    private final List<Moment> moments = new ArrayList<>();
    private final CompletableFuture<Swap> settled = new CompletableFuture<>();
    private final Optional<Set<String>> without;
    private Optional<String> to;
    private Optional<Installed> before = Optional.empty();
    private long number;

    /** When a step was begun. */
    public record Moment(Step step, Instant at, Optional<Note> note) {}

    /** A step, as shown: how long it took, or has taken so far. */
    public record Shown(Step step, Instant at, Duration took, Optional<Note> note, boolean under) {}

    /** @param without the parts that are to be off from then on; empty to leave them as they are */
    public Swap(long id, String plugin, Act act, Optional<String> to, Optional<Set<String>> without) {
        this.id = id;
        this.plugin = plugin;
        this.act = act;
        this.without = without.map(Set::copyOf);
        this.to = to;
    }

    public long id() {
        return id;
    }

    public String plugin() {
        return plugin;
    }

    public Act act() {
        return act;
    }

    /** The parts that are to be off from then on; empty if that does not change. */
    public Optional<Set<String>> without() {
        return without;
    }

    /** The version before; empty for an installation. */
    public synchronized Optional<String> from() {
        return before.map(Installed::version);
    }

    /** The version wanted; empty for a removal. */
    public synchronized Optional<String> to() {
        return to;
    }

    /** What was installed when it began. */
    public synchronized Optional<Installed> before() {
        return before;
    }

    /** The new generation's number; 0 before it has begun, and for a removal. */
    public synchronized long number() {
        return number;
    }

    public synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    public synchronized Step state() {
        return moments.isEmpty() ? Step.PLANNED : moments.getLast().step();
    }

    /** Why it went back, if it did. */
    public synchronized Optional<Note> reason() {
        return state() == Step.ROLLED_BACK ? moments.getLast().note() : Optional.empty();
    }

    public synchronized boolean reached(Step step) {
        return moments.stream().anyMatch(moment -> moment.step() == step);
    }

    /** Completes at {@link Step#PROBATION} or at its end; never fails. */
    public CompletionStage<Swap> settled() {
        return settled;
    }

    /** Its steps with their durations. */
    public synchronized List<Shown> shown(Instant now) {
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            boolean last = i == moments.size() - 1;
            boolean under = last && !moment.step().isEnd();
            Instant end =
                    last ? (under ? now : moment.at()) : moments.get(i + 1).at();
            shown.add(new Shown(moment.step(), moment.at(), Duration.between(moment.at(), end), moment.note(), under));
        }
        return shown;
    }

    /** The ledger's: it begins. */
    public synchronized void begin(Optional<Installed> was, Optional<String> wanted, long aNumber) {
        before = was;
        to = wanted;
        number = aNumber;
    }

    /** The ledger's: what there is to tell about the last step. */
    public synchronized void did(Note note) {
        if (!moments.isEmpty()) {
            Moment last = moments.removeLast();
            moments.add(new Moment(last.step(), last.at(), Optional.of(note)));
        }
    }

    /** The ledger's: a step was written. */
    public void add(Moment moment) {
        synchronized (this) {
            moments.add(moment);
        }
        if (moment.step().isEnd()) {
            settle();
        }
    }

    /** Whoever waits has their answer: it is on probation, or at its end. */
    void settle() {
        settled.complete(this);
    }

    @Override
    public String toString() {
        return "swap " + id + ": " + act.word() + " " + plugin;
    }
}
