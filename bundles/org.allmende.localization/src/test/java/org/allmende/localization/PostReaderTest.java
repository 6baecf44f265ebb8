/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.host.Hosts;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostReaderTest {

    private static final Ref POST = Ref.post("forum", "10");

    @TempDir
    Path home;

    private final Map<Ref, Post> posts = new HashMap<>();
    private final Detector detector = new Detector(new Tables());
    private TestStore kept;
    private PostReader reader;
    private PostLanguages languages;

    @BeforeEach
    void open() {
        kept = TestStore.in(home, new MovingClock(Instant.parse("2026-11-01T12:00:00Z")))
                .with("localization", Path.of("src/main/resources"));
        reader = new PostReader(hosts(), detector);
        languages = new PostLanguages(kept.store());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void thePostsOfAPageAreKnownByTheirLanguage() {
        write(POST, "Ist die Sommerschule für Kinder geeignet?", 1);
        write(Ref.post("forum", "11"), "Has anyone tried the July programme?", 1);
        write(Ref.post("forum", "12"), "12:30", 1);

        assertThat(languages.of(List.of(POST, Ref.post("forum", "11"), Ref.post("forum", "12"))))
                .containsOnly(Map.entry(POST, Locale.GERMAN), Map.entry(Ref.post("forum", "11"), Locale.ENGLISH));
    }

    @Test
    void anEditedPostIsReadAgain() {
        write(POST, "Ist die Sommerschule für Kinder geeignet?", 1);
        write(POST, "Has anyone tried the July programme?", 2);

        assertThat(languages.of(List.of(POST))).containsEntry(POST, Locale.ENGLISH);
    }

    @Test
    void whatComesLateDoesNotReplaceWhatIsNewer() {
        write(POST, "Has anyone tried the July programme?", 2);
        write(POST, "Ist die Sommerschule für Kinder geeignet?", 1);

        assertThat(languages.of(List.of(POST))).containsEntry(POST, Locale.ENGLISH);
    }

    @Test
    void anErasedPostIsForgotten() {
        write(POST, "Ist die Sommerschule für Kinder geeignet?", 1);
        posts.remove(POST);

        kept.store().writeNow(reader.handle(List.of(event(Event.POST_ERASED, POST, 2))));

        assertThat(languages.of(List.of(POST))).isEmpty();
    }

    @Test
    void aQuotationDoesNotCountUnlessThereIsNothingElse() {
        assertThat(detector.detect("> Has anyone tried the July programme there?\n\nJa, es hat uns gut gefallen.")
                        .language())
                .isEqualTo(Locale.GERMAN);
        assertThat(detector.detect("> Has anyone tried the July programme there?")
                        .language())
                .isEqualTo(Locale.ENGLISH);
    }

    @Test
    void codeDoesNotCount() {
        String text =
                "So habe ich es gelöst:\n```\nfor (int i = 0; i < length; i++) { print(value.of(the.list)); }\n```";

        assertThat(detector.detect(text).language()).isEqualTo(Locale.GERMAN);
    }

    @Test
    void anyReferenceCanBeAskedFor() {
        assertThat(languages.of(List.of(Ref.post("forum", "\"\\\n\u0000'")))).isEmpty();
    }

    private void write(Ref ref, String body, long revision) {
        posts.put(
                ref,
                new Post(
                        ref,
                        Ref.topic("forum", "1"),
                        Ref.space("forum", "1"),
                        new Author(Ref.member("forum", "1"), "Lena"),
                        1,
                        body,
                        Optional.empty(),
                        Instant.EPOCH,
                        Optional.empty(),
                        State.PUBLISHED,
                        Map.of(),
                        List.of(),
                        List.of(),
                        revision));
        kept.store().writeNow(reader.handle(List.of(event(Event.POST_CREATED, ref, revision))));
    }

    private static Event event(String type, Ref ref, long revision) {
        return new Event(revision, type, Instant.EPOCH, ref, revision, Optional.empty());
    }

    /** A host that has just these posts. */
    private Hosts hosts() {
        return (Hosts) Proxy.newProxyInstance(
                Hosts.class.getClassLoader(), new Class<?>[] {Hosts.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("posts")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return ((List<?>) arguments[0])
                            .stream().filter(posts::containsKey).map(posts::get).toList();
                });
    }
}
