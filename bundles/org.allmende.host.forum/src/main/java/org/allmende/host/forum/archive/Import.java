/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.allmende.api.audit.Audit;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.event.Events;
import org.allmende.api.member.Accounts;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.host.forum.content.Tables;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code import FILE… [--strict]}: takes in a forum archive. A bad line is told by its number and left out; with
 * {@code --strict} all lines are looked at first, and one bad line ends it before anything is written. One at a time.
 */
@Component(service = Verb.class)
public final class Import implements Verb {

    private static final String STRICT = "--strict";

    /** How long consumers leave the processors to an import. Short: what members write meanwhile waits for them too. */
    private static final Duration HEAD_START = Duration.ofSeconds(10);

    /** No type in particular. */
    private static final Set<String> ALL = Set.of();

    private final Store store;
    private final Ids ids;
    private final Accounts accounts;
    private final Events events;
    private final Clock clock;
    private final Audit audit;
    private final Messages messages;
    private final AtomicBoolean busy = new AtomicBoolean();

    @Activate
    public Import(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Accounts accounts,
            @Reference Events events,
            @Reference Clock clock,
            @Reference Audit audit,
            @Reference Messages messages) {
        this.store = store;
        this.ids = ids;
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
        this.audit = audit;
        this.messages = messages;
    }

    @Override
    public String name() {
        return "import";
    }

    @Override
    public String usage() {
        return phrases().get("import.usage");
    }

    private Phrases phrases() {
        return messages.in(Locale.getDefault(), ZoneId.systemDefault());
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) throws Exception {
        Phrases phrases = phrases();
        List<Path> files = new ArrayList<>();
        boolean strict = false;
        for (String argument : arguments) {
            if (argument.equals(STRICT)) {
                strict = true;
            } else if (argument.startsWith("--")) {
                terminal.error(phrases.get("import.unknown-option", "option", argument));
                return WRONG_USAGE;
            } else {
                files.add(Path.of(argument));
            }
        }
        if (files.isEmpty()) {
            terminal.error(phrases.get("import.no-file"));
            terminal.error(usage());
            return WRONG_USAGE;
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                terminal.error(phrases.get(
                        "import.unreadable",
                        "file",
                        file,
                        "reason",
                        phrases.get(Files.exists(file) ? "import.unreadable.kind" : "import.unreadable.missing")));
                return FAILED;
            }
        }
        if (!busy.compareAndSet(false, true)) {
            terminal.error(phrases.get("import.busy"));
            return FAILED;
        }
        try {
            return new Run(files, terminal, phrases).run(strict);
        } catch (IOException e) {
            terminal.error(phrases.get("import.unreadable", "file", files.getFirst(), "reason", e.getMessage()));
            return FAILED;
        } catch (Store.Unavailable e) {
            terminal.error(phrases.get("import.stopped", "reason", String.valueOf(e.getMessage())));
            return FAILED;
        } finally {
            busy.set(false);
        }
    }

    /** One import. */
    private final class Run {

        private final List<Path> files;
        private final Terminal terminal;
        private final Phrases phrases;
        private final Report report;
        private final Entries entries;
        private final long size;
        private long before;
        private int times = 2;

        Run(List<Path> files, Terminal terminal, Phrases phrases) throws IOException {
            this.files = files;
            this.terminal = terminal;
            this.phrases = phrases;
            this.report = new Report(phrases, terminal);
            this.entries = new Entries(phrases, clock);
            long all = 0;
            for (Path file : files) {
                all += Files.size(file);
            }
            this.size = all;
        }

        int run(boolean strict) throws IOException {
            Instant began = clock.instant();
            try {
                if (strict) {
                    times = 4;
                    check();
                    if (report.errors() > 0) {
                        report.close();
                        terminal.error(phrases.get("import.strict", "errors", report.errors()));
                        return FAILED;
                    }
                }
                keep(strict);
            } catch (Cancelled e) {
                report.close();
                terminal.error(phrases.get("import.cancelled"));
                return FAILED;
            }
            report.close();
            record();
            long millis = Math.max(1, Duration.between(began, clock.instant()).toMillis());
            terminal.line(phrases.get(
                    "import.summary",
                    "members",
                    report.members,
                    "spaces",
                    report.spaces,
                    "topics",
                    report.topics,
                    "posts",
                    report.posts,
                    "seconds",
                    millis / 1000.0,
                    "rate",
                    (report.topics + report.posts) * 1000 / millis,
                    "known",
                    report.known,
                    "errors",
                    report.errors()));
            return DONE;
        }

        /** One entry for each file, by its name: where it lay is nothing that stays true. */
        private void record() {
            String what = "members " + report.members + ", spaces " + report.spaces + ", topics " + report.topics
                    + ", posts " + report.posts + ", known " + report.known + ", bad lines " + report.errors();
            for (Path file : files) {
                store.writeNow(audit.entry(
                        Viewer.system(), "", "forum.import", file.getFileName().toString(), what));
            }
        }

        private void keep(boolean checked) throws IOException {
            try (Events.Pause pause = events.pause(HEAD_START)) {
                takeIn(checked);
            }
        }

        private void takeIn(boolean checked) throws IOException {
            Intake intake = new Intake(store, ids, accounts, clock, phrases, report);
            Consumer<Problem> told = checked ? problem -> {} : problem -> report.bad(problem.place(), problem.why());
            through(Set.of("space"), intake::spaces, again -> {});
            intake.endSpaces();
            through(ALL, intake::first, told);
            intake.endFirst();
            if (intake.leftSomething()) {
                times += 2;
                through(Set.of("topic"), intake::topics, again -> {});
                intake.endTopics();
                through(Set.of("post"), intake::posts, again -> {});
                intake.endPosts();
            }
            if (intake.hasLooseEnds()) {
                times++;
                through(Set.of("topic", "post"), intake::links, again -> {});
                intake.endLinks();
            }
        }

        /** Tells everything that would be told, without writing: broken lines, and names of what is not there. */
        private void check() throws IOException {
            Known known = new Known();
            through(
                    ALL,
                    (place, entry) -> known.add(kind(entry), entry.id()),
                    problem -> report.bad(problem.place(), problem.why()));
            Missing missing = new Missing(known);
            through(ALL, missing::look, again -> {});
            missing.flush();
        }

        private static String kind(Entry entry) {
            return switch (entry) {
                case Entry.Person any -> "member";
                case Entry.Place any -> "space";
                case Entry.Thread any -> "topic";
                case Entry.Reply any -> "post";
            };
        }

        private record Problem(Report.Place place, String why) {}

        private void through(Set<String> types, BiConsumer<Report.Place, Entry> taker, Consumer<Problem> problems)
                throws IOException {
            for (Path file : files) {
                try (Lines lines = new Lines(file)) {
                    for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                        Report.Place place = new Report.Place(file, line.get().number());
                        try {
                            if (types.isEmpty() || entries.isOneOf(types, line.get())) {
                                entries.of(line.get()).ifPresent(entry -> taker.accept(place, entry));
                            }
                        } catch (BadLine bad) {
                            problems.accept(new Problem(place, bad.getMessage()));
                        }
                        if (place.line() % 1000 == 0) {
                            show(lines.read());
                        }
                    }
                    before += lines.read();
                    show(0);
                }
            }
        }

        private void show(long read) {
            if (terminal.cancelled()) {
                throw new Cancelled();
            }
            long all = Math.max(1, size * times);
            terminal.progress(phrases.get("import.progress"), Math.min(all, before + read), all);
        }

        /** Authors, topics and spaces that are named but stand neither in the files nor in the forum. */
        private final class Missing {

            private final Known known;
            private final List<Named> asked = new ArrayList<>();

            private record Named(Report.Place place, String kind, String id) {}

            Missing(Known known) {
                this.known = known;
            }

            void look(Report.Place place, Entry entry) {
                switch (entry) {
                    case Entry.Person any -> {}
                    case Entry.Place space -> space.parent().ifPresent(id -> ask(place, "space", id));
                    case Entry.Thread thread -> ask(place, "member", thread.author());
                    case Entry.Reply reply -> {
                        ask(place, "member", reply.author());
                        ask(place, "topic", reply.topic());
                    }
                }
            }

            private void ask(Report.Place place, String kind, String id) {
                if (!known.has(kind, id)) {
                    asked.add(new Named(place, kind, id));
                    if (asked.size() >= 500) {
                        flush();
                    }
                }
            }

            void flush() {
                Set<String> members = accounts.byExternalId(asked.stream()
                                .filter(each -> each.kind().equals("member"))
                                .map(Named::id)
                                .collect(Collectors.toSet()))
                        .keySet();
                for (Named each : asked) {
                    boolean there = each.kind().equals("member") ? members.contains(each.id()) : isKept(each);
                    if (!there) {
                        String key =
                                switch (each.kind()) {
                                    case "member" -> "import.unknown-author";
                                    case "topic" -> "import.unknown-topic";
                                    default -> "import.unknown-parent";
                                };
                        report.bad(each.place(), phrases.get(key, "id", each.id()));
                    }
                }
                asked.clear();
            }

            private boolean isKept(Named each) {
                return store.read(reader -> reader.count(Statement.of(
                                "SELECT count(*) FROM forum_external WHERE kind = ? AND external = ?",
                                each.kind(),
                                each.id())))
                        > 0;
            }
        }
    }

    /** Whoever asked has gone. */
    private static final class Cancelled extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cancelled() {
            super(null, null, false, false);
        }
    }
}
