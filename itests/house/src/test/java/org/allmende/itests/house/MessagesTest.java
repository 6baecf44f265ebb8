/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.ibm.icu.text.MessageFormat;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text is there in English and in German, with the same arguments, and can be read by ICU. */
class MessagesTest {

    /** The English files. */
    private static List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (House.Bundle bundle : House.bundles()) {
            Path folder = bundle.folder().resolve("src/main/resources/OSGI-INF/l10n");
            if (Files.isDirectory(folder)) {
                try (Stream<Path> inside = Files.list(folder)) {
                    inside.filter(file -> file.getFileName().toString().matches("[a-z]+\\.properties"))
                            .map(House.ROOT::relativize)
                            .sorted()
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("files")
    void germanIsComplete(Path english) {
        assertThat(read(german(english)).stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        read(House.ROOT.resolve(english)).stringPropertyNames());
        assertThat(read(german(english)).values())
                .noneMatch(text -> text.toString().isBlank());
    }

    @ParameterizedTest
    @MethodSource("files")
    void bothTakeTheSameArguments(Path english) {
        if (!english.endsWith("messages.properties")) {
            return;
        }
        Properties german = read(german(english));
        read(House.ROOT.resolve(english)).forEach((key, text) -> {
            assertThatCode(() -> new MessageFormat(text.toString(), Locale.ENGLISH))
                    .as("%s", key)
                    .doesNotThrowAnyException();
            String other = german.getProperty(key.toString(), "");
            assertThat(arguments(other)).as("arguments of %s in German", key).isEqualTo(arguments(text.toString()));
        });
    }

    @Test
    void featuresAreCalledInGermanToo() {
        for (Path feature : House.features().subList(1, House.features().size())) {
            var words = House.json(feature)
                    .path("extensions")
                    .path("allmende-translations")
                    .path("json")
                    .path("de");
            assertThat(words.path("name").asString(""))
                    .as("German name in %s", feature.getFileName())
                    .isNotBlank();
            assertThat(words.path("description").asString(""))
                    .as("German description in %s", feature.getFileName())
                    .isNotBlank();
        }
    }

    private static Set<String> arguments(String text) {
        return new TreeSet<>(new MessageFormat(text, Locale.ENGLISH).getArgumentNames());
    }

    private static Path german(Path english) {
        String name = english.getFileName().toString().replace(".properties", "_de.properties");
        return House.ROOT.resolve(english).resolveSibling(name);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
