/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Committed;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;
import org.allmende.api.store.Unit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random units in random groups against a map that is written the simplest way. */
@Timeout(60)
class RandomUnitsTest {

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir
    Path home;

    @RepeatedTest(3)
    void theStoreAnswersAsASimpleModelDoes(org.junit.jupiter.api.RepetitionInfo repetition) throws Exception {
        long seed = SEED + repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Model model = new Model();
        Storage storage = open();
        try {
            storage.apply(
                    "test",
                    Map.of(
                            "001-account.sql",
                            "CREATE TABLE test_account (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount >= 0))"),
                    rows -> {});
            for (int round = 0; round < 60; round++) {
                List<Acts> given = new ArrayList<>();
                List<CompletableFuture<Committed>> answers = new ArrayList<>();
                int size = 1 + random.nextInt(20);
                for (int i = 0; i < size; i++) {
                    Acts acts = Acts.random(random);
                    given.add(acts);
                    answers.add(storage.write(acts.unit()).toCompletableFuture());
                }
                for (int i = 0; i < size; i++) {
                    String expected = model.apply(given.get(i));
                    assertThat(answer(answers.get(i)))
                            .as("seed %d, round %d, unit %d: %s", seed, round, i, given.get(i))
                            .isEqualTo(expected);
                }
                if (random.nextInt(10) == 0) {
                    storage.close();
                    storage = open();
                }
                assertThat(state(storage)).as("seed %d, round %d", seed, round).isEqualTo(model.accounts);
            }
        } finally {
            storage.close();
        }
    }

    private Storage open() {
        return new Storage(
                home.resolve("store/allmende.db"), Clock.systemUTC(), new TestSettings(), Storage.READ_LIMIT);
    }

    private static Map<Long, Long> state(Storage storage) {
        Map<Long, Long> state = new TreeMap<>();
        storage.read(reader -> reader.list(
                Statement.of("SELECT id, amount FROM test_account"),
                row -> state.put(row.number("id"), row.number("amount"))));
        return state;
    }

    private static String answer(CompletableFuture<Committed> answer) {
        try {
            return "kept up to " + answer.join().lastOffset();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Conflict) {
                return "conflict";
            }
            if (e.getCause() instanceof Duplicate) {
                return "duplicate";
            }
            throw e;
        }
    }

    /** @param put amounts to open accounts with; @param add amounts to add to accounts that must be there */
    private record Acts(Map<Long, Long> put, Map<Long, Long> add, int events, String key) {

        static Acts random(Random random) {
            Map<Long, Long> put = new HashMap<>();
            Map<Long, Long> add = new HashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                put.put((long) random.nextInt(60), (long) random.nextInt(5));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                add.put((long) random.nextInt(60), (long) random.nextInt(9) - 4);
            }
            String key = random.nextInt(4) == 0 ? "key " + random.nextInt(40) : "";
            return new Acts(put, add, random.nextInt(3), key);
        }

        Unit unit() {
            List<Statement> statements = new ArrayList<>();
            put.forEach((id, amount) ->
                    statements.add(Statement.of("INSERT INTO test_account (id, amount) VALUES (?, ?)", id, amount)));
            add.forEach((id, amount) ->
                    statements.add(Statement.of("UPDATE test_account SET amount = amount + ? WHERE id = ?", amount, id)
                            .expecting(1)));
            Unit unit = Unit.of(statements);
            for (int i = 0; i < events; i++) {
                unit = unit.event(Occurrence.of("test.changed", Ref.post("forum", "1"), i));
            }
            return key.isEmpty() ? unit : unit.once(key);
        }
    }

    private static final class Model {

        private Map<Long, Long> accounts = new TreeMap<>();
        private final Set<String> keys = new HashSet<>();
        private long offset;

        String apply(Acts acts) {
            if (keys.contains(acts.key())) {
                return "duplicate";
            }
            Map<Long, Long> next = new TreeMap<>(accounts);
            for (Map.Entry<Long, Long> put : acts.put().entrySet()) {
                if (next.putIfAbsent(put.getKey(), put.getValue()) != null) {
                    return "conflict";
                }
            }
            for (Map.Entry<Long, Long> add : acts.add().entrySet()) {
                if (!next.containsKey(add.getKey()) || next.merge(add.getKey(), add.getValue(), Long::sum) < 0) {
                    return "conflict";
                }
            }
            accounts = next;
            if (!acts.key().isEmpty()) {
                keys.add(acts.key());
            }
            offset += acts.events();
            return "kept up to " + offset;
        }
    }
}
