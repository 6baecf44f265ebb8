/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Command;
import org.allmende.api.job.Task;

/**
 * What is to be kept together: statements, the events they cause, the commands and tasks they give.
 *
 * @param statements run in order
 * @param events recorded in order, after the statements
 * @param commands given to hosts, at least once, after the unit is on disk
 * @param tasks done once when due
 * @param once a key under which the unit is kept at most once, for 7 days
 */
public record Unit(
        List<Statement> statements,
        List<Occurrence> events,
        List<Command> commands,
        List<Task> tasks,
        Optional<String> once) {

    private static final Unit NOTHING = new Unit(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    public Unit {
        statements = List.copyOf(statements);
        events = List.copyOf(events);
        commands = List.copyOf(commands);
        tasks = List.copyOf(tasks);
    }

    public static Unit nothing() {
        return NOTHING;
    }

    public static Unit of(Statement... statements) {
        return of(List.of(statements));
    }

    public static Unit of(List<Statement> statements) {
        return new Unit(statements, List.of(), List.of(), List.of(), Optional.empty());
    }

    public Unit and(Statement... more) {
        return new Unit(joined(statements, List.of(more)), events, commands, tasks, once);
    }

    public Unit event(Occurrence... more) {
        return new Unit(statements, joined(events, List.of(more)), commands, tasks, once);
    }

    public Unit command(Command... more) {
        return new Unit(statements, events, joined(commands, List.of(more)), tasks, once);
    }

    public Unit task(Task... more) {
        return new Unit(statements, events, commands, joined(tasks, List.of(more)), once);
    }

    public Unit once(String key) {
        return new Unit(statements, events, commands, tasks, Optional.of(key));
    }

    /** This unit and then the other, as one; the key is this unit's, or the other's if this has none. */
    public Unit and(Unit other) {
        return new Unit(
                joined(statements, other.statements),
                joined(events, other.events),
                joined(commands, other.commands),
                joined(tasks, other.tasks),
                once.or(other::once));
    }

    public boolean isNothing() {
        return statements.isEmpty() && events.isEmpty() && commands.isEmpty() && tasks.isEmpty();
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        if (first.isEmpty()) {
            return second;
        }
        if (second.isEmpty()) {
            return first;
        }
        List<T> both = new ArrayList<>(first.size() + second.size());
        both.addAll(first);
        both.addAll(second);
        return both;
    }
}
