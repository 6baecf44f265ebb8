/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message that a page says is there; the names of those put together at run time are looked for by their beginning. */
class SaidTest {

    private static final Pattern SAID = Pattern.compile("(?:say|get)\\((?:[a-zA-Z.()]+ \\? )?\"([a-zA-Z][a-zA-Z.]+)\"");

    @Test
    void everyMessageThatAPageSaysIsThere() throws IOException {
        Properties messages = new Properties();
        try (Reader reader = new InputStreamReader(
                getClass().getResourceAsStream("/OSGI-INF/l10n/messages.properties"), StandardCharsets.UTF_8)) {
            messages.load(reader);
        }
        int found = 0;
        try (Stream<Path> files = Stream.concat(
                Files.walk(Path.of("src/main/jte")),
                Files.walk(Path.of("src/main/java/org/allmende/host/forum/pages")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher said = SAID.matcher(Files.readString(file));
                while (said.find()) {
                    String key = said.group(1);
                    boolean there = key.endsWith(".")
                            ? messages.stringPropertyNames().stream().anyMatch(name -> name.startsWith(key))
                            : messages.containsKey(key);
                    assertThat(there).as("%s in %s", key, file).isTrue();
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(100);
    }
}
