/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.allmende.api.problem.Problem;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.feature.StrictJson.Node;
import org.allmende.plugins.journal.LastWords.Fault;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.told.Note;

/**
 * What is installed, what was done and how far, as the journal says: the one source of truth for the next start.
 *
 * <p>One line of JSON for each thing that happens, on the disk before it is done. A last line that was cut off by a crash is
 * passed over, since what it announced was not begun. At a start the journal is written anew from what it says, with the last
 * {@value #KEPT} swaps. Thread-safe.
 *
 * <p>After a crash the next start is with the old generation if the line {@link Step#SWITCHED} is not there, else with the new
 * one; never with a mixture.
 */
public final class Ledger {

    static final int KEPT = 200;

    /** Counts up when an older suite would misunderstand what a newer one writes. */
    private static final long FORMAT = 1;

    private final Disk disk;
    private final Clock clock;
    private final Map<String, Installed> installed = new TreeMap<>();
    private final Set<String> held = new TreeSet<>();
    private final Map<Long, Swap> swaps = new LinkedHashMap<>();
    private long format = FORMAT;
    private long lastSwap;
    private long lastNumber;
    private boolean furnished;
    private boolean safe;
    private boolean running;

    /**
     * Reads the journal and settles what a crash left open.
     *
     * @param fault by which the process before this one ended, if it did
     * @throws org.allmende.api.problem.ProblemException naming the line that is damaged, if it is not the last one; or if a
     *     newer suite wrote it
     */
    public Ledger(Disk disk, Clock clock, Optional<Fault> fault) throws IOException {
        this.disk = disk;
        this.clock = clock;
        readLines(disk.read());
        boolean crashed = running;
        running = true;
        disk.replace(whole());
        recover(crashed ? fault : Optional.empty());
    }

    // ---- reading

    private void readLines(byte[] all) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                boolean last = onlyOneLineLeft(all, i + 1);
                readLine(Arrays.copyOfRange(all, start, i), line++, last);
                start = i + 1;
            }
        }
    }

    private static boolean onlyOneLineLeft(byte[] all, int from) {
        for (int i = from; i < all.length; i++) {
            if (all[i] == '\n') {
                return false;
            }
        }
        return true;
    }

    private void readLine(byte[] line, int number, boolean last) {
        try {
            apply(StrictJson.object("journal", line));
        } catch (RuntimeException e) {
            refuseNewer();
            if (!last) {
                throw Problem.of(
                                "damaged",
                                500,
                                "The journal is damaged",
                                "The journal of plugins is damaged in line " + number + " (" + e.getMessage()
                                        + "). Cure: restore a backup, or move the file plugins/journal away; then the"
                                        + " features are installed as at the first start, with their data as it is.")
                        .asException(e);
            }
        }
        refuseNewer();
    }

    private void refuseNewer() {
        if (format > FORMAT) {
            throw Problem.of(
                            "newer-journal",
                            500,
                            "The journal was written by a newer Allmende",
                            "The journal of plugins is of format " + format + "; this Allmende reads " + FORMAT
                                    + ". Nothing was changed. Cure: start this home with the Allmende that was used last,"
                                    + " or restore a backup that this one made.")
                    .asException();
        }
    }

    private void apply(Node line) {
        switch (line.needed("what").text()) {
            case "state" -> {
                format = line.field("format").map(Node::number).orElse(FORMAT);
                lastSwap = line.needed("swap").number();
                lastNumber = line.needed("number").number();
                furnished = line.text("furnished", "no").equals("yes");
                running = line.text("running", "no").equals("yes");
            }
            case "installed" -> put(installed(line));
            case "held" -> held.add(line.needed("plugin").text());
            case "released" -> held.remove(line.needed("plugin").text());
            case "safe" -> safe = true;
            case "normal" -> safe = false;
            case "furnished" -> furnished = true;
            case "stopped" -> running = false;
            case "swap" -> {
                Swap swap = planned(line);
                line.field("begun").ifPresent(begun -> begin(swap, begun));
                // What it changed is in the lines "installed" already.
                line.needed("steps").list().forEach(step -> swap.add(moment(step)));
            }
            case "planned" -> planned(line).add(moment(line));
            case "begun" -> begin(swap(line), line);
            case "steps" -> line.needed("steps").list().forEach(this::apply);
            case "step" -> {
                Swap swap = swap(line);
                line.field("did").ifPresent(did -> swap.did(note(did)));
                step(swap, moment(line), line.text("undone", "no").equals("yes"));
            }
            default -> throw line.problem("unknown entry");
        }
    }

    private Swap swap(Node line) {
        Swap swap = swaps.get(line.needed("swap").number());
        if (swap == null) {
            throw line.problem("a step of a swap that was not planned");
        }
        return swap;
    }

    private Swap planned(Node line) {
        Swap swap = new Swap(
                line.needed("swap").number(),
                line.needed("plugin").text(),
                Act.of(line.needed("act").text()),
                line.field("to").map(Node::text),
                line.field("without").map(any -> Set.copyOf(line.words("without"))));
        swaps.put(swap.id(), swap);
        lastSwap = Math.max(lastSwap, swap.id());
        return swap;
    }

    private void begin(Swap swap, Node line) {
        Optional<Installed> before = line.field("before").map(Ledger::installed);
        long number = line.needed("number").number();
        lastNumber = Math.max(lastNumber, number);
        swap.begin(before, line.field("to").map(Node::text), number);
    }

    private static Installed installed(Node line) {
        return new Installed(
                line.needed("plugin").text(),
                line.needed("version").text(),
                line.needed("number").number(),
                line.field("previous").map(Node::text),
                line.text("off", "no").equals("yes"),
                Set.copyOf(line.words("without")));
    }

    private static Swap.Moment moment(Node line) {
        return new Swap.Moment(
                Step.valueOf(line.needed("step").text()),
                Instant.ofEpochMilli(line.needed("at").number()),
                line.field("note").map(Ledger::note));
    }

    private static Note note(Node node) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        node.needed("arguments")
                .object()
                .forEach((name, value) ->
                        arguments.put(name, value.value() instanceof String text ? text : value.number()));
        return new Note(node.needed("key").text(), arguments);
    }

    private void step(Swap swap, Swap.Moment moment, boolean undone) {
        if (moment.step() == Step.SWITCHED) {
            after(swap).ifPresentOrElse(this::put, () -> installed.remove(swap.plugin()));
        } else if (undone) {
            swap.before().ifPresentOrElse(this::put, () -> installed.remove(swap.plugin()));
        }
        swap.add(moment);
    }

    private void put(Installed one) {
        installed.put(one.plugin(), one);
        lastNumber = Math.max(lastNumber, one.number());
    }

    /** What is installed once a swap has switched. */
    private static Optional<Installed> after(Swap swap) {
        if (swap.act() == Act.OFF) {
            return swap.before().map(Installed::switchedOff);
        }
        Optional<String> previous =
                switch (swap.act()) {
                    case RESTART, ON -> swap.before().flatMap(Installed::previous);
                    case UPDATE, INSTALL ->
                        swap.from().filter(from -> !swap.to().equals(Optional.of(from)));
                    case REMOVE, ROLLBACK, OFF -> Optional.empty();
                };
        Set<String> without =
                swap.without().or(() -> swap.before().map(Installed::without)).orElse(Set.of());
        return swap.to().map(version -> new Installed(swap.plugin(), version, swap.number(), previous, false, without));
    }

    // ---- after a start

    private void recover(Optional<Fault> fault) {
        for (Swap swap : List.copyOf(swaps.values())) {
            if (swap.state().isEnd()) {
                continue;
            }
            if (!swap.state().hasSwitched()) {
                rollBack(swap, Note.of("ended-early"));
            } else if (fault.isPresent() && canGoBack(swap)) {
                goBack(swap, fault.get());
            } else if (swap.act().ends() || !wasWatched(swap) && swap.state() != Step.PROBATION) {
                step(swap, Step.DONE, Optional.empty());
            } else if (swap.state() != Step.PROBATION) {
                write(swap, Step.PROBATION, Optional.empty(), Optional.of(Note.of("resumed")), false);
            }
        }
    }

    private boolean canGoBack(Swap swap) {
        Installed now = installed.get(swap.plugin());
        return now != null && now.number() == swap.number() && now.previous().isPresent() && wasWatched(swap);
    }

    /** Whether its version is new here: others only start afresh what has long been proven. */
    private boolean wasWatched(Swap swap) {
        return swap.act() == Act.UPDATE
                || swap.act() == Act.INSTALL
                || swap.act() == Act.RESTART
                        && (swap.state() == Step.PROBATION
                                || swaps.values().stream()
                                        .anyMatch(other -> other != swap
                                                && other.plugin().equals(swap.plugin())
                                                && other.state() == Step.PROBATION));
    }

    /** The process died by itself while a new version was on probation: it may be what killed it. */
    private void goBack(Swap swap, Fault fault) {
        String key =
                switch (fault) {
                    case OUT_OF_MEMORY -> "out-of-memory";
                    case CRASH -> "died-in-probation";
                };
        Note why = Note.of(key, "version", swap.to().orElseThrow());
        Installed now = installed.get(swap.plugin());
        Swap back = plan(swap.plugin(), Act.ROLLBACK, now.previous());
        begin(back, Optional.of(now), now.previous());
        write(back, Step.SWITCHED, Optional.empty(), Optional.of(why), false);
        rollBack(swap, why);
        step(back, Step.DONE, Optional.empty());
    }

    // ---- asking

    public synchronized List<Installed> installed() {
        return List.copyOf(installed.values());
    }

    public synchronized Optional<Installed> installed(String plugin) {
        return Optional.ofNullable(installed.get(plugin));
    }

    public synchronized boolean isHeld(String plugin) {
        return held.contains(plugin);
    }

    /** Whether the features of the first start have been installed. */
    public synchronized boolean isFurnished() {
        return furnished;
    }

    public synchronized Optional<Swap> swap(long id) {
        return Optional.ofNullable(swaps.get(id));
    }

    /** Newest first. */
    public synchronized List<Swap> swaps() {
        return new ArrayList<>(swaps.values()).reversed();
    }

    // ---- writing

    public Swap plan(String plugin, Act act, Optional<String> to) {
        return plan(plugin, act, to, Optional.empty());
    }

    /** @param without the parts that are to be off from then on, if that is to change */
    public synchronized Swap plan(String plugin, Act act, Optional<String> to, Optional<Set<String>> without) {
        Swap swap = new Swap(lastSwap + 1, plugin, act, to, without);
        Swap.Moment planned = new Swap.Moment(Step.PLANNED, clock.instant(), Optional.empty());
        Map<String, Object> line = planLine("planned", swap);
        line.putAll(momentLine(planned));
        append(line);
        lastSwap = swap.id();
        swap.add(planned);
        swaps.put(swap.id(), swap);
        forgetOldest();
        return swap;
    }

    /** It is its turn: what is installed now, and which version is to be. */
    public synchronized void begin(Swap swap, Optional<Installed> before, Optional<String> to) {
        long number = to.isPresent() ? lastNumber + 1 : 0;
        Map<String, Object> line = begunLine(before, to, number);
        line.put("what", "begun");
        line.put("swap", swap.id());
        append(line);
        lastNumber = Math.max(lastNumber, number);
        swap.begin(before, to, number);
    }

    private void forgetOldest() {
        Iterator<Swap> oldest = swaps.values().iterator();
        while (swaps.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().state().isEnd()) {
                oldest.remove();
            }
        }
    }

    /**
     * Writes a step that is about to be done.
     *
     * @param did what there is to tell about the step before
     */
    public synchronized void step(Swap swap, Step step, Optional<Note> did) {
        write(swap, step, did, Optional.empty(), false);
    }

    /**
     * Writes that several swaps switch at once: after a crash all of them have, or none.
     *
     * @param did of each, what there is to tell about the step before
     */
    public synchronized void switchTogether(Map<Swap, Optional<Note>> did) {
        Swap.Moment moment = new Swap.Moment(Step.SWITCHED, clock.instant(), Optional.empty());
        List<Map<String, Object>> lines = new ArrayList<>();
        did.forEach((swap, note) -> lines.add(stepLine(swap, moment, note)));
        append(line("steps", "steps", lines));
        did.forEach((swap, note) -> {
            note.ifPresent(swap::did);
            step(swap, moment, false);
        });
    }

    /** It did not come to the switch, or its probation ended badly; what is installed does not change by this. */
    public synchronized void rollBack(Swap swap, Note why) {
        write(swap, Step.ROLLED_BACK, Optional.empty(), Optional.of(why), false);
    }

    /** After {@link Step#SWITCHED} was written, the switch could not be done: all is as before. */
    public synchronized void undo(Swap swap, Note why) {
        write(swap, Step.ROLLED_BACK, Optional.empty(), Optional.of(why), true);
    }

    private void write(Swap swap, Step step, Optional<Note> did, Optional<Note> note, boolean undone) {
        Swap.Moment moment = new Swap.Moment(step, clock.instant(), note);
        Map<String, Object> line = stepLine(swap, moment, did);
        if (undone) {
            line.put("undone", "yes");
        }
        append(line);
        did.ifPresent(swap::did);
        step(swap, moment, undone);
    }

    private static Map<String, Object> stepLine(Swap swap, Swap.Moment moment, Optional<Note> did) {
        Map<String, Object> line = line("step", "swap", swap.id());
        did.ifPresent(one -> line.put("did", noteLine(one)));
        line.putAll(momentLine(moment));
        return line;
    }

    public synchronized void hold(String plugin, boolean hold) {
        append(line(hold ? "held" : "released", "plugin", plugin));
        if (hold) {
            held.add(plugin);
        } else {
            held.remove(plugin);
        }
    }

    /** From now on, and after a start, no feature is brought up but by hand; or no longer so. */
    public synchronized void safe(boolean on) {
        append(line(on ? "safe" : "normal"));
        safe = on;
    }

    public synchronized boolean isSafe() {
        return safe;
    }

    /** It does not run now, and is not to be brought up at a start. */
    public synchronized void switchedOff(Installed one) {
        Map<String, Object> line = line("installed");
        line.putAll(installedLine(one.switchedOff()));
        append(line);
        put(one.switchedOff());
    }

    public synchronized void furnished() {
        append(line("furnished"));
        furnished = true;
    }

    /** The process ends in good order. */
    public synchronized void stopped() {
        append(line("stopped"));
        running = false;
    }

    private void append(Map<String, Object> line) {
        try {
            disk.append(JsonLine.of(line));
        } catch (IOException e) {
            throw Problem.unavailable("The journal of plugins can't be written (" + e.getMessage()
                            + "); nothing was changed. Cure: make room on the disk of the home, or make it writable.")
                    .asException(e);
        }
    }

    private byte[] whole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(JsonLine.of(line(
                "state",
                "format",
                FORMAT,
                "swap",
                lastSwap,
                "number",
                lastNumber,
                "furnished",
                furnished ? "yes" : "no",
                "running",
                running ? "yes" : "no")));
        installed.values().forEach(one -> {
            Map<String, Object> line = line("installed");
            line.putAll(installedLine(one));
            out.writeBytes(JsonLine.of(line));
        });
        if (safe) {
            out.writeBytes(JsonLine.of(line("safe")));
        }
        held.forEach(plugin -> out.writeBytes(JsonLine.of(line("held", "plugin", plugin))));
        Collection<Swap> all = swaps.values();
        List<Swap> kept = all.stream().skip(Math.max(0, all.size() - KEPT)).toList();
        swaps.values().retainAll(kept);
        for (Swap swap : kept) {
            Map<String, Object> line = planLine("swap", swap);
            if (swap.number() > 0 || swap.before().isPresent()) {
                line.put("begun", begunLine(swap.before(), swap.to(), swap.number()));
            }
            line.put("steps", swap.moments().stream().map(Ledger::momentLine).toList());
            out.writeBytes(JsonLine.of(line));
        }
        return out.toByteArray();
    }

    private static Map<String, Object> line(String what, Object... fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("what", what);
        for (int i = 0; i < fields.length; i += 2) {
            line.put((String) fields[i], fields[i + 1]);
        }
        return line;
    }

    private static Map<String, Object> planLine(String what, Swap swap) {
        Map<String, Object> line = line(
                what,
                "swap",
                swap.id(),
                "plugin",
                swap.plugin(),
                "act",
                swap.act().word());
        swap.to().ifPresent(version -> line.put("to", version));
        swap.without()
                .ifPresent(parts -> line.put("without", parts.stream().sorted().toList()));
        return line;
    }

    private static Map<String, Object> begunLine(Optional<Installed> before, Optional<String> to, long number) {
        Map<String, Object> line = new LinkedHashMap<>();
        before.ifPresent(one -> line.put("before", installedLine(one)));
        to.ifPresent(version -> line.put("to", version));
        line.put("number", number);
        return line;
    }

    private static Map<String, Object> installedLine(Installed one) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("plugin", one.plugin());
        line.put("version", one.version());
        line.put("number", one.number());
        one.previous().ifPresent(version -> line.put("previous", version));
        if (one.off()) {
            line.put("off", "yes");
        }
        if (!one.without().isEmpty()) {
            line.put("without", one.without().stream().sorted().toList());
        }
        return line;
    }

    private static Map<String, Object> momentLine(Swap.Moment moment) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", moment.step().name());
        line.put("at", moment.at().toEpochMilli());
        moment.note().ifPresent(note -> line.put("note", noteLine(note)));
        return line;
    }

    private static Map<String, Object> noteLine(Note note) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", note.key());
        line.put("arguments", note.arguments());
        return line;
    }
}
