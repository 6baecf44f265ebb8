/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.console;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.health.Health;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.Plugins;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.swap.Plan;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.told.Note;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code allmende plugins …}: what the plugin pages do, at the command line. */
@Component(service = Verb.class)
public final class PluginsVerb implements Verb {

    private final Plugins plugins;
    private final Phrases phrases;

    @Activate
    public PluginsVerb(@Reference Plugins plugins, @Reference Messages messages) {
        this.plugins = plugins;
        this.phrases = messages.in(Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public String usage() {
        return phrases.get("cli.usage");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) throws InterruptedException {
        String word = arguments.isEmpty() ? "list" : arguments.getFirst();
        boolean asks = List.of("list", "safe-mode").contains(word) && arguments.size() <= 1;
        if (!asks && (word.equals("list") || arguments.size() != 2)) {
            return wrong(terminal);
        }
        try {
            if (asks) {
                return word.equals("list") ? list(terminal) : isSafe(terminal);
            }
            return act(word, arguments.get(1), terminal);
        } catch (ProblemException e) {
            terminal.error(e.problem().detail());
            return FAILED;
        }
    }

    private int wrong(Terminal terminal) {
        terminal.error(usage());
        return WRONG_USAGE;
    }

    private int act(String word, String feature, Terminal terminal) throws InterruptedException {
        int at = feature.indexOf('@');
        String plugin = at < 0 ? feature : feature.substring(0, at);
        Optional<String> version = at < 0 ? Optional.empty() : Optional.of(feature.substring(at + 1));
        boolean takesVersion = List.of("plan", "install", "update").contains(word);
        if (version.isPresent() && !takesVersion) {
            return wrong(terminal);
        }
        return switch (word) {
            case "plan" -> plan(plugin, version, terminal);
            case "install" -> swap(plugin, Act.INSTALL, version, terminal);
            case "update" -> swap(plugin, Act.UPDATE, version, terminal);
            case "restart" -> swap(plugin, Act.RESTART, version, terminal);
            case "remove" -> swap(plugin, Act.REMOVE, version, terminal);
            case "rollback" -> swap(plugin, Act.ROLLBACK, version, terminal);
            case "off" -> swap(plugin, Act.OFF, version, terminal);
            case "on" -> swap(plugin, Act.ON, version, terminal);
            case "safe-mode" -> safeMode(plugin, terminal);
            case "hold" -> hold(plugin, true, terminal);
            case "release" -> hold(plugin, false, terminal);
            default -> wrong(terminal);
        };
    }

    private int list(Terminal terminal) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                phrases.get("cli.feature"),
                phrases.get("cli.version"),
                phrases.get("cli.state"),
                phrases.get("cli.health"),
                phrases.get("cli.available")));
        for (Overview.View view : plugins.swaps().overview().views()) {
            String held = view.held() ? " (" + phrases.get("chip.held") + ")" : "";
            rows.add(List.of(
                    view.id(),
                    view.installed().map(Installed::version).orElse("-") + held,
                    state(view),
                    health(view),
                    String.join(" ", view.versions())));
        }
        table(rows).forEach(terminal::line);
        for (Overview.View view : plugins.swaps().overview().views()) {
            view.failure().ifPresent(why -> terminal.line(view.id() + ": " + why.in(phrases)));
        }
        return DONE;
    }

    private String state(Overview.View view) {
        String state = phrases.get("state." + view.state().name());
        int off = view.installed().map(one -> one.without().size()).orElse(0);
        return off == 0 ? state : state + ", " + phrases.get("fact.without", "count", off);
    }

    private String health(Overview.View view) {
        return view.health().stream()
                .max((one, other) -> one.level().compareTo(other.level()))
                .map(worst -> phrases.get("health." + worst.level())
                        + (worst.level() == Health.Level.GOOD || worst.detail().isEmpty() ? "" : ": " + worst.detail()))
                .orElse(view.state() == Overview.State.RUNNING ? phrases.get("health." + Health.Level.GOOD) : "-");
    }

    /** Columns as wide as their widest cell. */
    private static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int plan(String plugin, Optional<String> version, Terminal terminal) {
        Plan plan = plugins.swaps().plan(plugin, meant(plugin, version), version);
        terminal.line(phrases.get(
                "cli.plan",
                "plugin",
                plugin,
                "from",
                plan.from().orElse("-"),
                "to",
                plan.to().orElse("-")));
        // The same bundle on both sides starts afresh.
        plan.comes().forEach(bundle -> terminal.line((plan.goes().contains(bundle) ? "  ~ " : "  + ") + bundle));
        plan.goes().stream()
                .filter(bundle -> !plan.comes().contains(bundle))
                .forEach(bundle -> terminal.line("  - " + bundle));
        plan.settings().forEach(pid -> terminal.line("  " + phrases.get("plan.setting", "pid", pid)));
        plan.tables().forEach(file -> terminal.line("  " + phrases.get("plan.table", "file", file)));
        plan.restarts().forEach(other -> terminal.line("  " + phrases.get("plan.restart", "feature", other)));
        plan.extendedBy().forEach(other -> terminal.line("  " + phrases.get("plan.extended-by", "feature", other)));
        if (plan.obstacle().isPresent()) {
            terminal.error(plan.obstacle().get().in(phrases));
            return FAILED;
        }
        return DONE;
    }

    /** What a plan is asked for: installing, updating, or starting afresh what is the newest already. */
    private Act meant(String plugin, Optional<String> version) {
        Optional<Installed> now = plugins.swaps().ledger().installed(plugin);
        if (now.isEmpty()) {
            return Act.INSTALL;
        }
        Optional<String> wanted = version.or(() -> plugins.swaps().catalogue().releases(plugin).stream()
                .findFirst()
                .map(Release::version));
        return wanted.equals(Optional.of(now.get().version())) ? Act.RESTART : Act.UPDATE;
    }

    private int isSafe(Terminal terminal) {
        terminal.line(phrases.get(plugins.swaps().isSafe() ? "cli.safe.on" : "cli.safe.off"));
        return DONE;
    }

    private int safeMode(String how, Terminal terminal) {
        switch (how) {
            case "on" -> plugins.swaps().enterSafeMode(Asker.system());
            case "as-before" -> plugins.swaps().leaveSafeMode(true, Asker.system());
            case "as-now" -> plugins.swaps().leaveSafeMode(false, Asker.system());
            default -> {
                return wrong(terminal);
            }
        }
        terminal.line(phrases.get("notice.safe." + how));
        return DONE;
    }

    private int hold(String plugin, boolean hold, Terminal terminal) {
        plugins.swaps().hold(plugin, hold, Asker.system());
        terminal.line(phrases.get(hold ? "notice.hold" : "notice.release", "plugin", plugin));
        return DONE;
    }

    private int swap(String plugin, Act act, Optional<String> version, Terminal terminal) throws InterruptedException {
        Swap swap = plugins.swaps().ask(plugin, act, version, Asker.system());
        await(swap, terminal);
        if (swap.state() == Step.ROLLED_BACK) {
            terminal.error(swap.reason().orElse(Note.of("ended-early")).in(phrases));
            return FAILED;
        }
        terminal.line(phrases.get(
                "cli.done." + act.word(),
                "plugin",
                plugin,
                "from",
                swap.from().orElse("-"),
                "to",
                swap.to().orElse("-"),
                "ms",
                swap.moments().getLast().at().toEpochMilli()
                        - swap.moments().getFirst().at().toEpochMilli()));
        return DONE;
    }

    /** Shows the steps where somebody watches; the swap goes on when they leave. */
    private void await(Swap swap, Terminal terminal) throws InterruptedException {
        while (!terminal.cancelled()) {
            try {
                swap.settled().toCompletableFuture().get(200, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                terminal.progress(
                        phrases.get("step." + swap.state()), swap.state().ordinal(), Step.PROBATION.ordinal());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a swap settles, it never fails", e);
            }
        }
    }
}
