/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Pattern KEY =
            Pattern.compile("\"((?:refused|missing|import|held|health|problem|notification|reaction)\\.[a-z.-]+)\"");
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)[,}]");

    @Test
    void bothLanguagesSayTheSameThingsAboutTheSameNames() {
        Properties english = TestMessages.read("messages.properties");
        Properties german = TestMessages.read("messages_de.properties");
        assertThat(new TreeSet<>(german.stringPropertyNames())).isEqualTo(new TreeSet<>(english.stringPropertyNames()));
        for (String key : english.stringPropertyNames()) {
            assertThat(names(german.getProperty(key))).as(key).isEqualTo(names(english.getProperty(key)));
        }
    }

    private static TreeSet<String> names(String message) {
        TreeSet<String> names = new TreeSet<>();
        NAME.matcher(message).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    @Test
    void everyMessageThatTheCodeNamesIsThere() throws IOException {
        Properties english = TestMessages.read("messages.properties");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                KEY.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(key -> {
                            if (!key.endsWith(".")) {
                                assertThat(english.containsKey(key))
                                        .as("%s in %s", key, file)
                                        .isTrue();
                            }
                        });
            }
        }
        Reactions.WORDS.forEach(word ->
                assertThat(english.containsKey("reaction." + word)).as(word).isTrue());
    }
}
