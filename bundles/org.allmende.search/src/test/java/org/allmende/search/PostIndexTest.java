/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PostIndexTest {

    @TempDir
    Path folder;

    private final Village village = new Village();

    private Ref talk(int posts) {
        Ref topic = village.topic("Talk", "the first word");
        Ref author = village.member("omar");
        for (int i = 0; i < posts; i++) {
            village.reply(topic, author, "word number" + i);
        }
        return topic;
    }

    private List<String> afresh() throws Exception {
        Path other = Files.createTempDirectory("afresh");
        try (Desk bench = new Desk(other, village)) {
            return bench.content();
        } finally {
            delete(other);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Commits at once. */
    private static Settings quick() {
        return Settings.class.cast(java.lang.reflect.Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {Settings.class},
                (proxy, method, arguments) ->
                        method.getName().equals("commit") ? (Object) 50 : method.getDefaultValue()));
    }

    @Test
    void aNewPostIsFoundWithin200Milliseconds() throws Exception {
        Settings asShipped = Settings.class.cast(java.lang.reflect.Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {Settings.class},
                (p, method, a) -> method.getDefaultValue()));
        talk(50);
        try (Desk bench = new Desk(folder, village, asShipped)) {
            village.topic("Before", "yak");
            assertThat(bench.follow().find("yak")).hasSize(1);
            Ref topic = village.topic("Fresh", "zebra");
            long began = System.nanoTime();
            bench.follow();
            while (bench.find("zebra").isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(200));
            assertThat(topic).isNotNull();
        }
    }

    @Test
    void afterARestartItGoesOnWhereItsCommitEnds() throws Exception {
        talk(20);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
        }
        village.topic("While it was down", "giraffe");
        try (Desk bench = new Desk(folder, village)) {
            assertThat(bench.index.safeUpTo()).isEqualTo(23 - 1);
            assertThat(bench.find("giraffe")).isEmpty();
            bench.follow();
            assertThat(bench.find("giraffe")).hasSize(1);
        }
    }

    @Test
    void takingEventsInAgainChangesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Desk bench = new Desk(folder, village)) {
            Ref topic = talk(10);
            for (int i = 0; i < 60; i++) {
                if (village.everything().isEmpty()) {
                    topic = talk(3); // by chance all have been erased
                }
                Ref post = village.everything()
                        .get(random.nextInt(village.everything().size()))
                        .ref();
                switch (random.nextInt(5)) {
                    case 0 -> village.edit(post, "changed " + i);
                    case 1 -> village.state(post, State.values()[random.nextInt(4)]);
                    case 2 -> village.erase(post);
                    case 3 -> village.reply(topic, village.member("lena"), "more " + i);
                    default -> village.rename(village.member("omar"), "omar" + i);
                }
                if (random.nextInt(10) == 0) {
                    bench.follow();
                }
            }
            bench.follow();
            List<String> once = bench.content();
            long from = random.nextInt((int) village.newest());
            bench.index.follow(village.after(from, 1000));
            bench.index.follow(village.after(0, 1000));
            assertThat(bench.content()).as("seed %d", seed).isEqualTo(once).isEqualTo(afresh());
        }
    }

    @Test
    void whatIsDeletedIsKeptWithoutItsWordsAndComesBack() throws Exception {
        Ref topic = talk(3);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
            Ref post = bench.find("number1").getFirst();
            village.state(post, State.HIDDEN);
            bench.follow();
            assertThat(bench.find("number1")).isEmpty();
            village.state(post, State.DELETED);
            bench.follow();
            assertThat(bench.find("number1")).isEmpty();
            assertThat(bench.content().toString()).doesNotContain("number1");
            village.state(post, State.PUBLISHED);
            village.change(topic, Ref.space("forum", "s1"), State.HIDDEN, Optional.empty());
            bench.follow();
            assertThat(bench.find("word")).isEmpty();
            village.change(topic, Ref.space("forum", "s1"), State.PUBLISHED, Optional.empty());
            bench.follow();
            assertThat(bench.find("word")).hasSize(4);
            assertThat(bench.find("number1")).containsExactly(post);
        }
    }

    @Test
    void aMissingIndexIsBuiltFromWhatTheHostHas() throws Exception {
        talk(1200);
        List<String> content;
        try (Desk bench = new Desk(folder, village)) {
            content = bench.content();
            assertThat(content).hasSize(1201);
        }
        delete(folder);
        try (Desk bench = new Desk(folder, village)) {
            assertThat(bench.content()).isEqualTo(content);
        }
    }

    @Test
    void anIndexWithOneFlippedBitIsNoticedAndBuiltAnew() throws Exception {
        talk(300);
        List<String> content;
        try (Desk bench = new Desk(folder, village)) {
            content = bench.follow().content();
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            Path file = anyFile(random);
            flip(file, random);
            try (Desk bench = new Desk(folder, village)) {
                assertThat(bench.follow().content())
                        .as("seed %d, round %d, %s", seed, round, file)
                        .isEqualTo(content);
                assertThat(bench.find("number7")).hasSize(1);
            }
        }
    }

    @Test
    void anIndexDamagedWhileItIsUsedIsBuiltAnew() throws Exception {
        talk(300);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
            List<String> content = bench.content();
            bench.index.commitNow();
            for (Path file : files()) {
                if (file.toString().matches(".*\\.(cfs|tim|fdt|doc)")) {
                    // In place, so that what is mapped changes, too.
                    byte[] noise = new byte[(int) Files.size(file)];
                    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.write(noise);
                    }
                }
            }
            while (true) {
                try {
                    if (bench.find("number7").size() == 1
                            && bench.index.status().usable()
                            && bench.index.settled(Duration.ofSeconds(20))) {
                        break;
                    }
                } catch (ProblemException e) {
                    assertThat(e.problem().status()).isEqualTo(503);
                }
                Thread.onSpinWait();
            }
            assertThat(bench.follow().content()).isEqualTo(content);
        }
    }

    @Test
    void anIndexDeletedWhileItIsUsedIsBuiltAnew() throws Exception {
        Ref topic = talk(30);
        try (Desk bench = new Desk(folder, village, quick())) {
            bench.follow();
            delete(folder);
            village.reply(topic, village.member("omar"), "after all");
            while (!Files.exists(folder.resolve(Shelf.FORMAT).resolve("current"))) {
                try {
                    bench.follow();
                } catch (IOException | RuntimeException e) {
                    // Tried again, as the runtime does.
                }
            }
            assertThat(bench.index.settled(Duration.ofSeconds(20))).isTrue();
            assertThat(bench.follow().content()).hasSize(32).isEqualTo(afresh());
        }
    }

    @Test
    void anIndexThatKnowsMoreThanTheStoreIsBuiltAnew() throws Exception {
        talk(30);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
        }
        Village restored = new Village();
        restored.topic("Older", "copy");
        try (Desk bench = new Desk(folder, restored)) {
            assertThat(bench.content()).hasSize(1);
            assertThat(bench.find("copy")).hasSize(1);
        }
    }

    @Test
    void searchesGoOnWhileItIsBuiltAnewAndNothingWrittenMeanwhileIsMissing() throws Exception {
        Ref topic = talk(1100);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Thread here = Thread.currentThread();
            village.onRead = () -> {
                if (Thread.currentThread() != here) {
                    reading.countDown();
                    await(goOn);
                }
            };
            bench.index.rebuild();
            reading.await();
            // The scan holds the village: let it go on, and write while it does.
            goOn.countDown();
            for (int i = 0; i < 50; i++) {
                village.reply(topic, village.member("omar"), "meanwhile" + i);
                village.edit(village.everything().get(i).ref(), "edited" + i);
                bench.follow();
                assertThat(bench.find("number900")).hasSize(1);
                assertThat(bench.find("meanwhile" + i)).hasSize(1);
            }
            assertThat(bench.index.settled(Duration.ofSeconds(20))).isTrue();
            bench.follow();
            assertThat(bench.content()).hasSize(1151).isEqualTo(afresh());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theWriterIsHandedToTheGenerationWhoseConsumerIsCalled() throws Exception {
        talk(20);
        try (Desk old = new Desk(folder, village)) {
            village.topic("One", "antelope");
            old.follow();
            try (Desk fresh = new Desk(folder, village)) {
                // Started and healthy while the old one writes.
                assertThat(fresh.find("number7")).hasSize(1);
                assertThat(old.index.writer()).isNotNull();
                assertThat(fresh.index.writer()).isNull();

                village.topic("Two", "buffalo");
                old.follow();
                village.topic("Three", "cheetah");
                fresh.follow();
                assertThat(fresh.find("antelope buffalo cheetah")).hasSize(3);
                assertThat(old.index.writer()).isNull();
                // What the old one is still asked it answers from what it wrote last.
                assertThat(old.find("buffalo")).hasSize(1);

                // The way back: the old one is called again.
                village.topic("Four", "dingo");
                old.follow();
                assertThat(old.find("antelope buffalo cheetah dingo")).hasSize(4);
            }
        }
        try (Desk later = new Desk(folder, village)) {
            assertThat(later.follow().content()).hasSize(25).isEqualTo(afresh());
        }
    }

    @Test
    void whatIsLeftBehindByACrashDoesNoHarm() throws Exception {
        talk(20);
        try (Desk bench = new Desk(folder, village)) {
            bench.follow();
        }
        Path format = folder.resolve(Shelf.FORMAT);
        Files.writeString(format.resolve("wanted"), "");
        Files.writeString(format.resolve("current.new"), "half");
        Files.createDirectories(format.resolve("b1-half"));
        try (Desk bench = new Desk(folder, village)) {
            village.topic("Next", "elephant");
            assertThat(bench.follow().find("elephant")).hasSize(1);
        }
        Files.writeString(format.resolve("current"), "../../etc");
        try (Desk bench = new Desk(folder, village)) {
            assertThat(bench.follow().find("elephant")).hasSize(1);
        }
    }

    private Path anyFile(Random random) throws IOException {
        List<Path> files = files();
        return files.get(random.nextInt(files.size()));
    }

    private List<Path> files() throws IOException {
        String current = Files.readString(folder.resolve(Shelf.FORMAT).resolve("current"), StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(folder.resolve(Shelf.FORMAT).resolve(current))) {
            return files.filter(file -> file.toFile().length() > 0)
                    .filter(file -> !file.getFileName().toString().equals("write.lock"))
                    .sorted()
                    .toList();
        }
    }

    private static void flip(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
    }
}
