/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonMarkTest {

    private final CommonMark markup = new CommonMark("https://example.org/community");

    private String html(String markdown) {
        return markup.html(markdown).value();
    }

    @Test
    void whatMembersWriteKeepsItsForm() {
        assertThat(html("Hello *you* and **all**\nsecond line"))
                .isEqualTo("<p>Hello <em>you</em> and <strong>all</strong><br />\nsecond line</p>\n");
        assertThat(html("> quoted\n\n- one\n- two\n\n`code` ~~gone~~"))
                .contains("<blockquote>", "<ul>", "<li>one</li>", "<code>code</code>", "<del>gone</del>");
        assertThat(html("3. third")).contains("<ol start=\"3\">");
    }

    @Test
    void tagsAreShownAsTheyWereTypedAndTheRestKeepsItsForm() {
        assertThat(html("<script>x</script> **bold** https://example.com"))
                .startsWith("<p>&lt;script&gt;x&lt;/script&gt; <strong>bold</strong> <a href=");
    }

    @Test
    void moreBracketsThanAnybodyWritesAreShownAsTheyAre() {
        String openers = "![".repeat(30_000);
        assertThat(html(openers + " **x**")).contains("**x**");
        assertThat(markup.plain("**x** " + openers, 60_000)).startsWith("**x** ![![");
        assertThat(html("[x](/a) ".repeat(1_000))).contains("<a href");
    }

    /** Texts of all that has a meaning somewhere, and of plain words; the seed is in the message. */
    @Test
    void whatIsPlainLooksAsTheParserWouldHaveIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "word",
                "Wort",
                " ",
                " ",
                " ",
                "  ",
                "\n",
                "\n",
                "\n\n",
                "\n\n\n",
                "é",
                "ß",
                "你好",
                "שלום",
                "\u00a0",
                "\u2003",
                "\u3000",
                "\u2028",
                "’",
                "…",
                "😀",
                "1.",
                "1)",
                "12",
                "-",
                "+",
                "=",
                "===",
                "---",
                "\"",
                "'",
                "@",
                "a@b.example",
                "www.",
                "WWW.example.org",
                "www",
                "://",
                "http",
                "a:b",
                "&",
                "&amp;",
                "<b>",
                "#",
                "*",
                "_",
                "~",
                "`",
                "[x](y)",
                "!",
                "|",
                "{",
                "{{",
                "}",
                "$",
                "%",
                "/",
                ";",
                "?",
                ".",
                ",",
                "(",
                ")",
                "^",
                "\t",
                "\r\n",
                "\ufeff",
                "\ue000");
        int plain = 0;
        for (int i = 0; i < 20_000; i++) {
            // Mostly short and of the front of the list, so that many are plain.
            int reach = random.nextBoolean() ? pieces.size() : 17;
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                text.append(pieces.get(random.nextInt(reach)));
            }
            String tidy = Tidy.text(text.toString());
            Optional<String> html = PlainWords.html(tidy);
            plain += html.isPresent() ? 1 : 0;
            html.ifPresent(
                    some -> assertThat(some).as("seed %d: %s", seed, tidy).isEqualTo(markup.parsed(tidy)));
        }
        assertThat(plain).as("seed %d", seed).isGreaterThan(1_000);
    }

    @Test
    void headingsStandBelowThePagesOwn() {
        assertThat(html("# Big")).isEqualTo("<h3>Big</h3>\n");
        assertThat(html("###### Small")).isEqualTo("<h6>Small</h6>\n");
    }

    @Test
    void linksTellEnginesThatMembersWroteThem() {
        assertThat(html("[here](https://example.com/a?b=c)"))
                .contains("href=\"https://example.com/a?b&#61;c\"")
                .contains("nofollow")
                .contains("ugc")
                .contains("noopener");
    }

    @Test
    void bareAddressesAreLinksAndNamesStayText() {
        assertThat(html("see https://example.com/x and www.example.com, @lena"))
                .contains("href=\"https://example.com/x\"", "href=\"http://www.example.com\"", "lena")
                .doesNotContain("mailto");
    }

    @Test
    void picturesFromElsewhereBecomeLinks() {
        assertThat(html("![a cat](https://evil.example/cat.png)"))
                .doesNotContain("<img")
                .contains("href=\"https://evil.example/cat.png\"")
                .contains(">a cat</a>");
        assertThat(html("![a cat](//evil.example/cat.png)")).doesNotContain("<img");
        assertThat(html("![a cat](https://example.org.evil.example/cat.png)")).doesNotContain("<img");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"![x](/\\evil.example/x.png)", "[x](/\\evil.example)", "![x](\\\\evil.example)", "[x](\\\\evil)"
            })
    void aBackslashLeadsNowhereElse(String markdown) {
        assertThat(html(markdown)).doesNotContain("=\"/\\", "=\"\\").contains("%5C");
    }

    @Test
    void picturesOfTheSiteAreShown() {
        assertThat(html("![a cat](/pictures/1)")).contains("<img", "src=\"/pictures/1\"", "alt=\"a cat\"");
        assertThat(html("![a cat](https://example.org/community/pictures/1)")).contains("<img");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "[x](javascript:alert(1))",
                "[x](JaVaScRiPt:alert(1))",
                "[x](data:text/html;base64,PHNjcmlwdD4=)",
                "[x](vbscript:x)",
                "![x](javascript:alert(1))",
                "![x\" onerror=\"alert(1)](/y)",
                "[x](/y \"onmouseover=alert(1)\")",
                "[x](<javascript:alert(1)>)",
                "<a href=\"javascript:alert(1)\">x</a>",
                "```\"onload=alert(1)\n</code><script>alert(1)</script>\n```",
                "<javascript:alert(1)>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "&#106;avascript:alert(1)",
                "<style>*{background:url(//evil)}</style>",
                "<svg/onload=alert(1)>",
                "<iframe src=//evil></iframe>",
                "<!-- --><base href=//evil>",
                "{{constructor.constructor('alert(1)')()}}"
            })
    void nothingThatRunsGetsThrough(String attack) {
        for (String text : List.of(attack, "> " + attack, "- " + attack, "**" + attack + "**", "# " + attack)) {
            String html = html(text);
            // the sanitizer's own empty comment keeps braces apart that a script framework could take for its own
            String tags = html.replace("<!-- -->", "")
                    .replaceAll("[^<]*(<[^>]*>)?[^<]*", "$1")
                    .toLowerCase(Locale.ROOT);
            assertThat(tags).doesNotContain("<script", "<svg", "<iframe", "<style", "<base", "<!--");
            assertThat(tags).doesNotContain("javascript:", "vbscript:", "data:");
            assertThat(tags).doesNotContainPattern("<[a-z0-9]+[^>\"]*(\"[^\"]*\"[^>\"]*)*\\son[a-z]+=");
        }
    }

    @Test
    void brokenTextIsShownAsFarAsItCanBe() {
        assertThat(html("a\0b")).isEqualTo("<p>a&#xfffd;b</p>\n");
        assertThat(html("a\uD800b")).isEqualTo("<p>a&#xfffd;b</p>\n");
        assertThat(html("a\u001Bb")).isEqualTo("<p>ab</p>\n");
        assertThat(html("")).isEmpty();
    }

    @Test
    void aTowerOfTenThousandMarksIsCutDown() {
        String html = html("Z" + "\u0301".repeat(10_000) + "a");
        assertThat(html.length()).isLessThan(200);
        assertThat(html).contains("Z\u0301").contains("a</p>");
    }

    @Test
    void marksThatLanguagesNeedStay() {
        String vietnamese = "Tie\u0302\u0301ng Vie\u0323\u0302t";
        assertThat(markup.plain(vietnamese, 100)).isEqualTo(vietnamese);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">",
                "> ",
                "- ",
                "* ",
                "[",
                "![",
                "[](",
                "*",
                "**a ",
                "_",
                "`",
                "``a",
                "~~",
                "<",
                "<!--",
                "&",
                "\\",
                "[a](b",
                "((",
                "#",
                "\n>",
                "1. ",
                "http://",
                "www.",
                "*a_",
                "[a][",
                "![[]()",
                "<a href=",
                "a\n\n",
                "a**b",
                "```\n",
                "    - ",
                "\t",
                "\u0301",
                "\uD800",
                "\0"
            })
    void noTextTakesLongOrBreaksIt(String piece) {
        for (int length : new int[] {20_000, 65_000, 10_000_000}) {
            String bomb = piece.repeat(length / piece.length());
            long began = System.nanoTime();
            String html = html(bomb);
            markup.plain(bomb, 200);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(html).isNotNull();
            assertThat(took).as("%s × %s", piece, length).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void randomTextNeverFails() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "ab \n\t*_`~[]()<>!#&\"'\\-+.:/0123456789@|=\u0301\uD83D\uDE00\uD800\0é中ع";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(200);
            for (int k = 0; k < length; k++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String html = html(text.toString());
            assertThat(html).as("seed %s, text %s", seed, text).doesNotContain("<script", "javascript:");
            assertThat(markup.plain(text.toString(), 40)).as("seed %s", seed).hasSizeLessThanOrEqualTo(41);
        }
    }

    @Test
    void plainTextIsOneLineCutBetweenWords() {
        assertThat(markup.plain("# Title\n\nHello **there**, [friend](http://x.y)\n\n- one\n- two", 100))
                .isEqualTo("Title Hello there, friend one two");
        assertThat(markup.plain("one two three four", 9)).isEqualTo("one two…");
        assertThat(markup.plain("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", 3)).isEqualTo("\uD83D\uDE00…");
    }
}
