/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.member.Viewer;
import org.allmende.api.search.Search;
import org.allmende.search.template.StaticTemplates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinderTest {

    @TempDir
    Path folder;

    private final Village village = new Village();
    private Desk bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Desk(folder, village);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private Ref firstPost(Ref topic) {
        return village.everything().stream()
                .filter(post -> post.topic().equals(topic) && post.number() == 1)
                .findFirst()
                .orElseThrow()
                .ref();
    }

    @Test
    void aWordIsFoundInItsOtherFormsInItsLanguage() throws Exception {
        Ref english = firstPost(village.topic("Schools", "The children are running to the bus and they were late."));
        Ref german = firstPost(village.topic("Häuser", "Die Häuser sind groß und die Straßen sind schmal."));
        bench.follow();
        assertThat(bench.find("run")).containsExactly(english);
        assertThat(bench.find("haus")).containsExactly(german);
        assertThat(bench.find("strasse")).containsExactly(german);
        assertThat(bench.find("buses schools")).containsExactly(english);
    }

    @Test
    void accentsAndCaseDoNotMatter() throws Exception {
        Ref post = firstPost(village.topic("Café Müller", "Très bon."));
        bench.follow();
        assertThat(bench.find("CAFE MULLER tres")).containsExactly(post);
    }

    @Test
    void aTitleWeighsMoreThanABodyAndAReplyIsFoundByWhatItSays() throws Exception {
        Ref inBody = firstPost(village.topic("Something else", "There was a passport on the long long table here."));
        Ref inTitle = firstPost(village.topic("Passport", "Where do I renew it?"));
        Ref reply = village.reply(Ref.topic("forum", topicOf(inTitle)), village.member("omar"), "At the embassy.");
        bench.follow();
        assertThat(bench.find("passport")).containsExactly(inTitle, inBody);
        assertThat(bench.find("embassy")).containsExactly(reply);
    }

    private String topicOf(Ref post) {
        return village.post(post).orElseThrow().topic().id();
    }

    @Test
    void quotedWordsMustFollowEachOther() throws Exception {
        Ref right = firstPost(village.topic("A", "four weeks in the heat"));
        village.topic("B", "weeks of four in heat the");
        bench.follow();
        assertThat(bench.find("\"four weeks\"")).containsExactly(right);
        assertThat(bench.find("weeks -\"four weeks\"")).hasSize(1).doesNotContain(right);
    }

    @Test
    void filtersNarrowDown() throws Exception {
        Ref lena = village.member("lena");
        Ref omar = village.member("Omar T.");
        Ref education = village.space("edu", "Education", Optional.empty(), false);
        Ref schools = village.space("sch", "Schools", Optional.of(education), false);
        Ref topic =
                village.topic(schools, lena, "Summer school", "Is the summer school worth it?", "Children", "summer");
        Ref reply = village.reply(topic, omar, "Yes, the summer programme is.");
        village.topic("Summer elsewhere", "Summer in the city");
        village.change(topic, schools, State.PUBLISHED, Optional.of(reply));
        bench.follow();
        Ref first = firstPost(topic);

        assertThat(bench.find("summer author:\"omar t.\"")).containsExactly(reply);
        assertThat(bench.find(village.viewer(omar), "author:me")).containsExactly(reply);
        assertThat(bench.find("summer in:education")).containsExactlyInAnyOrder(first, reply);
        assertThat(bench.find("summer in:Schools is:topic")).containsExactly(first);
        assertThat(bench.find("tag:children is:post")).containsExactly(reply);
        assertThat(bench.find("is:answer")).containsExactly(reply);
        assertThat(bench.find("summer -in:education")).hasSize(1).doesNotContain(first, reply);
        assertThat(bench.find("summer before:2024")).isEmpty();
        assertThat(bench.find("summer after:2025-01-01")).hasSize(3);
        assertThat(bench.find("in:education lang:english")).containsExactlyInAnyOrder(first, reply);
        assertThat(bench.find("in:nowhere")).isEmpty();
    }

    @Test
    void withManyWordsSomeMayBeMissingAndWithNoneTheAnswerIsWidened() throws Exception {
        Ref post = firstPost(village.topic("Visa", "How to renew a family residence permit"));
        bench.follow();
        assertThat(bench.find("how do I renew my family permit")).containsExactly(post);
        assertThat(bench.find("renew submarine")).containsExactly(post);
        assertThat(bench.ask(Village.guest(), "renew submarine").widened()).isTrue();
        assertThat(bench.ask(Village.guest(), "residense permit").suggestion()).contains("residence permit");
    }

    @Test
    void suggestionsAndCountsTellNothingOfWhatOneMayNotRead() throws Exception {
        Ref lena = village.member("lena");
        Ref secret = village.space("hr", "Redundancies", Optional.empty(), true, lena);
        village.topic(secret, lena, "Plan", "The takeover of Globex is near", "globex");
        bench.follow();
        Finder.Answer stranger = bench.ask(Village.guest(), "takeovr globx");
        assertThat(stranger.total()).isZero();
        assertThat(stranger.suggestion()).isEmpty();
        assertThat(bench.ask(Village.guest(), "in:Redundancies").total()).isZero();
        assertThat(bench.ask(Village.guest(), "-nothing").facets().get(Fields.TAG))
                .isEmpty();
        assertThat(bench.ask(village.viewer(lena), "takeovr globx").suggestion())
                .contains("takeover globex");
    }

    @Test
    void whatIsPrivateChangesNothingThatAStrangerSees() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> vocabulary = IntStream.range(0, 60)
                .mapToObj(i -> "word" + (char) ('a' + i % 26) + (char) ('a' + i / 3))
                .toList();
        Village both = new Village();
        Ref lena = both.member("lena");
        Ref secret = both.space("hr", "Redundancies", Optional.empty(), true, lena);
        Ref inside = both.space("hr2", "Below", Optional.of(secret), true, lena);
        for (int i = 0; i < 120; i++) {
            String title = "Topic " + i + " " + said(vocabulary, 3, random);
            String body = said(vocabulary, 1 + random.nextInt(30), random);
            village.topic(title, body, "tag" + i % 3);
            both.topic(title, body, "tag" + i % 3);
            for (int more = random.nextInt(4); more > 0; more--) {
                String words = said(vocabulary, 1 + random.nextInt(40), random) + " globex wordzz";
                both.topic(random.nextBoolean() ? secret : inside, lena, "Secret " + words, words + " und die Straßen");
            }
        }
        bench.follow();
        try (Desk other = new Desk(folder.resolve("both"), both)) {
            other.follow();
            for (int i = 0; i < 200; i++) {
                String asked =
                        switch (random.nextInt(5)) {
                            case 0 -> said(vocabulary, 1, random) + "x";
                            case 1 -> '"' + said(vocabulary, 2, random) + '"';
                            case 2 -> said(vocabulary, 1, random).substring(0, 5) + "*";
                            case 3 -> "globex " + said(vocabulary, 1, random);
                            default -> said(vocabulary, 1 + random.nextInt(4), random);
                        };
                assertThat(seen(other.ask(Village.guest(), asked)))
                        .as("“%s”, seed %s", asked, seed)
                        .isEqualTo(seen(bench.ask(Village.guest(), asked)));
                String text = said(vocabulary, 12, random) + " globex";
                assertThat(seen(other.finder.similar(asked, text, Optional.empty(), Village.guest(), 10)))
                        .as("like “%s” “%s”, seed %s", asked, text, seed)
                        .isEqualTo(seen(bench.finder.similar(asked, text, Optional.empty(), Village.guest(), 10)));
            }
        }
    }

    private static String said(List<String> vocabulary, int words, Random random) {
        // Words of the beginning are said more often, as in any language.
        return IntStream.range(0, words)
                .mapToObj(i -> vocabulary.get(random.nextInt(1 + random.nextInt(vocabulary.size()))))
                .collect(Collectors.joining(" "));
    }

    /** All that an answer tells, save how long it took and the names of things. */
    private static List<Object> seen(Finder.Answer answer) {
        List<Object> seen = new ArrayList<>(List.of(answer.total(), answer.exact(), answer.widened(), answer.facets()));
        seen.add(answer.suggestion());
        answer.hits().forEach(hit -> seen.add(List.of(hit.title(), hit.snippet(), hit.score())));
        return seen;
    }

    @Test
    void aWordOfAPrivateSpaceIsNotSuggestedBesideOneThatIsFound() throws Exception {
        Ref lena = village.member("lena");
        Ref secret = village.space("hr", "Redundancies", Optional.empty(), true, lena);
        village.topic(secret, lena, "Plan", "The takeover is near");
        village.topic("Harbour", "The residence stands there");
        bench.follow();

        assertThat(bench.ask(Village.guest(), "residense harbour takeovr").suggestion())
                .contains("residence harbour takeovr");
        assertThat(bench.ask(village.viewer(lena), "residense harbour takeovr").suggestion())
                .contains("residence harbour takeover");
    }

    @Test
    void everybodyFindsJustWhatTheyMayRead() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] words = {"apple", "pear", "plum", "cherry", "quince"};
        List<Ref> members =
                IntStream.range(0, 6).mapToObj(i -> village.member("m" + i)).toList();
        List<Ref> spaces = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Ref[] readers = members.stream().filter(m -> random.nextBoolean()).toArray(Ref[]::new);
            spaces.add(village.space("x" + i, "Space " + i, Optional.empty(), random.nextBoolean(), readers));
        }
        List<Ref> topics = new java.util.ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Ref author = members.get(random.nextInt(members.size()));
            String text = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(j -> words[random.nextInt(words.length)])
                    .collect(Collectors.joining(" "));
            if (topics.isEmpty() || random.nextInt(4) == 0) {
                topics.add(village.topic(spaces.get(random.nextInt(spaces.size())), author, "Fruit", text));
            } else {
                village.reply(topics.get(random.nextInt(topics.size())), author, text);
            }
            if (random.nextInt(6) == 0) {
                List<Post> all = village.everything();
                village.state(
                        all.get(random.nextInt(all.size())).ref(),
                        State.values()[random.nextInt(State.values().length)]);
            }
            if (random.nextInt(10) == 0) {
                village.change(
                        topics.get(random.nextInt(topics.size())),
                        spaces.get(random.nextInt(spaces.size())),
                        random.nextInt(3) == 0 ? State.HIDDEN : State.PUBLISHED,
                        Optional.empty());
            }
            if (random.nextInt(20) == 0) {
                bench.follow();
            }
        }
        bench.follow();
        for (Ref member : members) {
            Viewer viewer = village.viewer(member);
            for (String word : words) {
                Set<Ref> expected = village.everything().stream()
                        .filter(post -> village.readable(viewer)
                                .contains(village.topic(post.topic())
                                        .orElseThrow()
                                        .space()))
                        .filter(post -> isInSight(post, member))
                        .filter(post -> List.of(post.body().split(" ")).contains(word))
                        .map(Post::ref)
                        .collect(Collectors.toSet());
                Finder.Answer answer = bench.ask(viewer, word);
                assertThat(answer.hits().stream().map(Finder.Hit::post).collect(Collectors.toSet()))
                        .as("seed %d, %s searches %s", seed, member, word)
                        .isEqualTo(expected);
                assertThat(answer.total()).as("seed %d", seed).isEqualTo(expected.size());
            }
        }
    }

    /** As the contract says: what is published, and one's own that is not deleted. */
    private boolean isInSight(Post post, Ref member) {
        Topic topic = village.topic(post.topic()).orElseThrow();
        return List.of(post.state(), topic.state()).stream().noneMatch(State.DELETED::equals)
                && (post.state() == State.PUBLISHED || post.author().ref().equals(member))
                && (topic.state() == State.PUBLISHED || topic.author().ref().equals(member));
    }

    @Test
    void whatIsHeldIsFoundByItsAuthorAndByModeratorsOnlyAndTellsOthersNothing() throws Exception {
        Ref lena = village.member("lena");
        Ref omar = village.member("omar");
        Ref mona = village.member("mona");
        Ref space = Ref.space("forum", "s1");
        Ref topic = village.topic(space, omar, "Lamps", "Which lamp is bright?");
        Ref held = village.reply(topic, lena, "Buy the xylophone lamp");
        Ref hidden = village.reply(topic, omar, "My xylophone is hidden");
        Ref deleted = village.reply(topic, lena, "My xylophone is deleted");
        village.state(held, State.HELD);
        village.state(hidden, State.HIDDEN);
        village.state(deleted, State.DELETED);
        village.moderator(mona, space);
        bench.follow();

        assertThat(bench.ask(village.viewer(lena), "xylophone").hits())
                .extracting(Finder.Hit::post, Finder.Hit::state)
                .containsExactly(tuple(held, State.HELD));
        assertThat(bench.ask(village.viewer(lena), "xylophone")
                        .hits()
                        .getFirst()
                        .snippet())
                .anyMatch(Piece::marked);
        assertThat(bench.ask(village.viewer(mona), "xylophone").hits())
                .extracting(Finder.Hit::post, Finder.Hit::state)
                .containsExactlyInAnyOrder(tuple(held, State.HELD), tuple(hidden, State.HIDDEN));
        assertThat(bench.ask(village.viewer(omar), "xylophone").hits())
                .extracting(Finder.Hit::post)
                .containsExactly(hidden);
        Finder.Answer others = bench.ask(Village.guest(), "xylophone");
        assertThat(others.total()).isZero();
        assertThat(others.facets().values())
                .allSatisfy(counts -> assertThat(counts).isEmpty());
        assertThat(bench.ask(Village.guest(), "xylophon").suggestion()).isEmpty();
        assertThat(bench.ask(Village.guest(), "lamp").facets().get(Fields.AUTHOR))
                .extracting(Finder.Counted::value)
                .doesNotContain(lena.toString());
        assertThat(new FoundPosts(bench.finder)
                        .find(new Search.Query("xylophone", village.viewer(mona), 10))
                        .total())
                .as("other features can't say of a hit that it is held")
                .isZero();
    }

    @Test
    void whatIsHeldHasNoPartInWhatOthersAreSuggested() throws Exception {
        Ref topic = village.topic("Fruit", "quince jam");
        village.state(village.reply(topic, village.member("omar"), "quinze quinze quinze"), State.HELD);
        bench.follow();

        // As if the held word were not there: it neither counts as known nor as closer.
        assertThat(bench.ask(Village.guest(), "quinze").suggestion()).contains("quince");
    }

    @Test
    void inAnothersHiddenTopicNobodyFindsTheirOwnReply() throws Exception {
        Ref omar = village.member("omar");
        Ref topic = village.topic("Lamps", "Which lamp is bright?");
        Ref reply = village.reply(topic, omar, "The xylophone lamp");
        bench.follow();
        assertThat(bench.find(village.viewer(omar), "xylophone")).containsExactly(reply);
        village.change(topic, Ref.space("forum", "s1"), State.HIDDEN, Optional.empty());
        bench.follow();
        assertThat(bench.find(village.viewer(omar), "xylophone")).isEmpty();
        assertThat(bench.find(village.viewer(village.member("lena")), "bright")).hasSize(1);
    }

    @Test
    void answersArePagedWithoutGapOrRepetition() throws Exception {
        Ref topic = village.topic("Numbers", "start");
        Ref author = village.member("lena");
        IntStream.range(0, 57).forEach(i -> village.reply(topic, author, "number " + i));
        bench.follow();
        for (Finder.Order order : Finder.Order.values()) {
            Set<Ref> seen = new HashSet<>();
            Optional<Integer> next = Optional.of(0);
            int pages = 0;
            while (next.isPresent()) {
                Finder.Answer answer = bench.finder.find(new Finder.Question(
                        "number", Village.guest(), Optional.of(order), 10, next.get(), false, true));
                answer.hits().forEach(hit -> assertThat(seen.add(hit.post())).isTrue());
                next = answer.next();
                pages++;
            }
            assertThat(seen).hasSize(58); // the title holds the word in another form
            assertThat(pages).isEqualTo(6);
        }
    }

    @Test
    void whatIsMarkedIsEscaped() throws Exception {
        village.topic(
                "<img src=x onerror=alert(1)> cheese",
                "<script>alert('cheese')</script> & \"cheese\" <mark>not ours</mark> <b onclick=x>cheeses</b>");
        bench.follow();
        Finder.Hit hit = bench.ask(Village.guest(), "cheese").hits().getFirst();
        String html = new StaticTemplates().marked(hit.snippet()).render();
        assertThat(html)
                .contains("<mark>cheese</mark>")
                .contains("<mark>cheeses</mark>")
                .doesNotContain("<script", "<b ", "<mark>not");
        assertThat(new StaticTemplates().marked(hit.title()).render())
                .isEqualTo("&lt;img src=x onerror=alert(1)&gt; <mark>cheese</mark>");
    }

    @Test
    void aSnippetShowsThePartOfALongPostThatWasAskedFor() throws Exception {
        village.topic("Long", "filler ".repeat(2000) + "the needle lies here " + "filler ".repeat(2000));
        bench.follow();
        String snippet = Marks.plain(
                bench.ask(Village.guest(), "needle").hits().getFirst().snippet());
        assertThat(snippet)
                .contains("the needle lies here")
                .startsWith("… ")
                .endsWith(" …")
                .hasSizeLessThan(260);
    }

    @Test
    void nothingThatIsTypedFails() throws Exception {
        village.topic("A title", "A body with words and 日本語 and emoji \ud83d\ude00");
        bench.follow();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder typed = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                typed.appendCodePoint(
                        random.nextInt(4) == 0 ? random.nextInt(0x110000) : " \"-:*aintg".charAt(random.nextInt(10)));
            }
            String text = typed.toString();
            try {
                bench.ask(Village.guest(), text);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " typed " + text, e);
            }
        }
        assertThat(bench.find("日本語")).hasSize(1);
    }

    @Test
    void aLikeTopicIsFoundByItsText() throws Exception {
        Ref camps = village.topic("Summer camps for children", "Which summer camps take children under seven?");
        village.topic("Car insurance", "Who has a good offer for car insurance?");
        bench.follow();
        Finder.Answer answer = bench.finder.similar(
                "Camp for a six-year-old child", "We look for a camp in summer", Optional.empty(), Village.guest(), 5);
        assertThat(answer.hits()).extracting(Finder.Hit::topic).containsExactly(camps);
        assertThat(bench.finder
                        .similar("Summer camps", "", Optional.of(camps), Village.guest(), 5)
                        .hits())
                .isEmpty();
    }
}
