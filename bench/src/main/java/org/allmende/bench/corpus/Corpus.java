/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Makes a forum archive of any size as JSON lines, as {@code allmende import} takes it; the same bytes for the same seed, size and
 * sample. Nothing but the thread at hand is in memory.
 *
 * <p>Beside what is imported, lines say what evaluations want to know: {@code language} of each text, and on posts
 * {@code reports} [{by, reason, created}] and {@code decision} {action, by, reason, created}. The import leaves them alone.
 */
public final class Corpus {

    public static final List<String> LANGUAGES = List.of("en", "de", "es", "fr", "ar");

    /** How many of a hundred members speak each. */
    private static final int[] SPOKEN = {45, 20, 15, 10, 10};

    private static final long BEGAN = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();
    private static final long ENDED = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

    private static final String[] AREAS = {
        "Arriving",
        "Home",
        "Work",
        "Family",
        "Education",
        "Health",
        "Money",
        "Getting around",
        "Market",
        "Leisure",
        "Language",
        "Society"
    };
    private static final String[] PARTS = {"Questions", "Experiences", "Offers"};
    private static final String[] TAGS = {
        "visa",
        "rent",
        "school",
        "children",
        "doctor",
        "insurance",
        "tax",
        "bank",
        "car",
        "bicycle",
        "train",
        "flight",
        "phone",
        "internet",
        "course",
        "exam",
        "job",
        "contract",
        "food",
        "music",
        "film",
        "book",
        "garden",
        "dog",
        "cat",
        "summer",
        "winter",
        "urgent",
        "solved",
        "beginner"
    };
    private static final String[] REACTIONS = {"like", "thanks", "insightful", "funny"};
    private static final String[] REASONS = {"spam", "abuse", "off-topic", "privacy", "other"};

    private final Dice dice;
    private final Shape shape;
    private final Speech[] speech;
    private final long wanted;
    private final int members;
    private final byte[] languages;

    private long topics;
    private long posts;

    /** What was made. */
    public record Made(long members, long topics, long posts, long bytes) {}

    private Corpus(long posts, long seed, Sample sample) {
        this.dice = new Dice(seed);
        this.wanted = posts;
        this.shape = sample.shape();
        this.speech = LANGUAGES.stream().map(sample::speech).toArray(Speech[]::new);
        this.members = (int) Math.clamp(posts / 12 + 30, 30, 900_000);
        this.languages = new byte[members];
    }

    /**
     * @param posts how many, first posts of topics included
     * @param samples what to learn words and lengths from; none: words of our own
     * @param language of archives among the samples
     */
    public static Made write(Path file, long posts, long seed, List<Path> samples, String language) throws IOException {
        Sample sample = new Sample();
        for (Path each : samples) {
            sample.read(each, language);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            return new Corpus(posts, seed, sample).write(new Line(out));
        }
    }

    private Made write(Line out) throws IOException {
        writeMembers(out);
        writeSpaces(out);
        while (topics + posts < wanted) {
            thread(out);
        }
        out.flush();
        return new Made(members, topics, posts, out.written());
    }

    private void writeMembers(Line out) throws IOException {
        for (int i = 0; i < members; i++) {
            int percent = dice.below(100);
            int language = 0;
            while (percent >= SPOKEN[language]) {
                percent -= SPOKEN[language++];
            }
            languages[i] = (byte) language;
            out.begin("member").id("id", 'M', i).name("name").put('"');
            out.capital(speech[0].bytes(150 + dice.below(100)));
            out.raw(Long.toString(i, 36)).put('"');
            out.time("joined", joined(i)).text("language", LANGUAGES.get(language));
            out.end();
        }
    }

    /** Members join one after the other, more of them as the forum becomes known. */
    private long joined(int member) {
        return BEGAN + (long) ((ENDED - BEGAN) * Math.pow((double) member / members, 0.7));
    }

    private int joinedBy(long time) {
        double share = (double) (time - BEGAN) / (ENDED - BEGAN);
        return Math.clamp((int) (members * Math.pow(share, 1 / 0.7)), 1, members);
    }

    private void writeSpaces(Line out) throws IOException {
        for (int i = 0; i < AREAS.length; i++) {
            out.begin("space").id("id", 'S', i * 10L).text("name", AREAS[i]);
            out.text("description", "All about " + AREAS[i].toLowerCase(java.util.Locale.ROOT));
            out.end();
            for (int j = 0; j < PARTS.length; j++) {
                out.begin("space")
                        .id("id", 'S', i * 10L + j + 1)
                        .text("name", AREAS[i] + ": " + PARTS[j])
                        .id("parent", 'S', i * 10L);
                out.end();
            }
        }
        out.begin("space")
                .id("id", 'S', 999)
                .text("name", "Team")
                .flag("private")
                .name("members")
                .open('[');
        for (int i = 0; i < Math.min(members, 12); i++) {
            out.item().quotedId('M', i);
        }
        out.close(']').end();
    }

    private void thread(Line out) throws IOException {
        // Topics come faster as there are more members.
        long opened = BEGAN
                + 3600
                + (long) ((ENDED - BEGAN - 90_000) * Math.pow((double) (topics + posts) / Math.max(1, wanted), 0.6));
        int author = author(opened);
        int language = languages[author];
        int replies = (int) Math.min(shape.drawReplies(dice), wanted - topics - posts - 1);
        int[] theme = new int[6];
        for (int i = 0; i < theme.length; i++) {
            theme[i] = speech[language].theme(dice);
        }
        long topic = topics++;
        boolean team = dice.chance(0.01);
        out.begin("topic").id("id", 'T', topic);
        out.id("space", 'S', team ? 999 : dice.below(AREAS.length) * 10L + dice.below(PARTS.length + 1));
        out.name("title").put('"');
        title(out, language, theme);
        out.put('"').id("author", 'M', author).time("created", opened);
        out.name("body").put('"');
        body(out, language, theme, shape.drawOpening(dice));
        out.put('"');
        tags(out);
        if (replies > 1 && dice.chance(0.3)) {
            out.id("answer", 'P', posts + dice.below(replies));
        }
        reactions(out, opened, 1.2);
        out.text("language", LANGUAGES.get(language)).end();

        long first = posts;
        long time = opened;
        long hidden = -1;
        for (int i = 0; i < replies; i++) {
            time = Math.min(ENDED - 1, time + 20 + (long) dice.logNormal(2400, 1.9));
            hidden = reply(out, topic, first, hidden, time, language, theme);
        }
    }

    /** @return the newest post that is hidden: nobody answers it */
    private long reply(Line out, long topic, long first, long hidden, long time, int language, int[] theme)
            throws IOException {
        long post = posts++;
        int author = author(time);
        boolean guest = languages[author] != language && dice.chance(0.15);
        int spoken = guest ? languages[author] : language;
        out.begin("post").id("id", 'P', post).id("topic", 'T', topic).id("author", 'M', author);
        out.time("created", time);
        if (dice.chance(0.04)) {
            out.time("edited", Math.min(ENDED - 1, time + 60 + dice.below(86_400)));
        }
        if (post > first && dice.chance(0.55)) {
            // Mostly the one before, else any of those before it.
            long to = dice.chance(0.6) ? post - 1 : first + dice.below((int) (post - first));
            if (to != hidden) {
                out.id("replyTo", 'P', to);
            }
        }
        out.name("body").put('"');
        body(out, spoken, spoken == language ? theme : null, shape.drawWords(dice));
        out.put('"');
        reactions(out, time, 0.7);
        out.text("language", LANGUAGES.get(spoken));
        boolean hide = dice.chance(0.008) && judged(out, time);
        out.end();
        return hide ? post : hidden;
    }

    /** Reports of a post and, mostly, what was decided; true if it was hidden. */
    private boolean judged(Line out, long time) {
        String reason = REASONS[dice.below(REASONS.length)];
        long at = time;
        out.name("reports").open('[');
        for (int i = dice.geometric(0.6); i >= 0; i--) {
            at = Math.min(ENDED - 1, at + 60 + (long) dice.logNormal(3000, 1.3));
            out.item().open('{').id("by", 'M', author(at)).text("reason", reason);
            out.time("created", at).close('}');
        }
        out.close(']');
        if (!dice.chance(0.85)) {
            return false;
        }
        boolean hide = dice.chance(0.6);
        at = Math.min(ENDED - 1, at + 120 + (long) dice.logNormal(5000, 1.2));
        out.name("decision").open('{').text("action", hide ? "hide" : "leave");
        out.id("by", 'M', dice.below(Math.min(members, 12))).text("reason", reason);
        out.time("created", at).close('}');
        if (hide) {
            out.text("state", "hidden");
        }
        return hide;
    }

    private int author(long time) {
        int there = joinedBy(time);
        return Math.min(there - 1, (int) (there * Math.pow(dice.share(), shape.keenness())));
    }

    private void tags(Line out) {
        int tags = Math.min(4, dice.geometric(0.9));
        if (tags == 0) {
            return;
        }
        out.name("tags").open('[');
        int tag = dice.below(TAGS.length);
        for (int i = 0; i < tags; i++) {
            out.item().quoted(TAGS[(tag + i * 7) % TAGS.length]);
        }
        out.close(']');
    }

    private void reactions(Line out, long time, double mean) {
        int given = Math.min(40, dice.geometric(mean));
        if (given == 0) {
            return;
        }
        int there = joinedBy(time);
        out.name("reactions").open('{');
        int start = dice.below(there);
        int left = Math.min(given, there);
        for (int kind = 0; kind < REACTIONS.length && left > 0; kind++) {
            int some = kind == REACTIONS.length - 1 ? left : 1 + dice.below(left);
            out.name(REACTIONS[kind]).open('[');
            for (int i = 0; i < some; i++) {
                out.item().quotedId('M', (start + left - 1 - i) % there);
            }
            left -= some;
            out.close(']');
        }
        out.close('}');
    }

    private void title(Line out, int language, int[] theme) {
        Speech words = speech[language];
        int length = 3 + dice.below(7);
        int previous = Speech.STOP;
        for (int i = 0; i < length; i++) {
            int word = i % 3 == 1 ? theme[dice.below(theme.length)] : words.after(previous, dice);
            if (word == Speech.STOP) {
                word = theme[dice.below(theme.length)];
            }
            if (i > 0) {
                out.put(' ').raw(words.bytes(word));
            } else {
                out.capital(words.bytes(word));
            }
            previous = word;
        }
        if (dice.chance(0.5)) {
            out.raw(words.isLatin() ? "?" : "؟");
        }
    }

    private void body(Line out, int language, int[] theme, int length) {
        Speech words = speech[language];
        int previous = Speech.STOP;
        int sentence = 0;
        int limit = 6 + dice.below(16);
        for (int i = 0; i < length; i++) {
            int word =
                    theme != null && dice.chance(0.09) ? theme[dice.below(theme.length)] : words.after(previous, dice);
            if (word == Speech.STOP || sentence >= limit) {
                if (sentence > 0) {
                    out.put(dice.chance(0.12) ? '!' : '.');
                    if (i > 40 && dice.chance(0.12)) {
                        out.raw("\\n\\n");
                    } else {
                        out.put(' ');
                    }
                    sentence = 0;
                    limit = 6 + dice.below(16);
                }
                previous = Speech.STOP;
                if (word == Speech.STOP) {
                    continue;
                }
            }
            if (sentence > 0) {
                out.put(' ').raw(words.bytes(word));
            } else {
                out.capital(words.bytes(word));
            }
            sentence++;
            previous = word;
        }
        if (sentence > 0) {
            out.put('.');
        } else {
            out.raw("Ok.");
        }
    }
}
