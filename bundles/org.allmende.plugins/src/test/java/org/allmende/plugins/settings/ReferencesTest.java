/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencesTest {

    @TempDir
    Path folder;

    private final References references = new References(Map.of("KEY", "s3$cret", "HOST", "example.org"));

    @Test
    void referencesAreReplacedOnTheWayAndTheRestIsNot() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "from a file\n");
        Hashtable<String, Object> given = new Hashtable<>(Map.of(
                "key",
                "${env:KEY}",
                "address",
                "https://${env:HOST}/x?k=${file:" + file + "}",
                "plain",
                "$KEY and ${other:KEY}",
                "number",
                7L,
                "list",
                new String[] {"a", "${env:HOST}"}));

        references.modifyConfiguration(null, given);

        assertThat(given)
                .containsEntry("key", "s3$cret")
                .containsEntry("address", "https://example.org/x?k=from a file")
                .containsEntry("plain", "$KEY and ${other:KEY}")
                .containsEntry("number", 7L);
        assertThat((String[]) given.get("list")).containsExactly("a", "example.org");
    }

    @Test
    void whatIsNotThereIsNamedAndLeavesTheDefault() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> references.check(Map.of("key", List.of("${env:KEY}", "${env:NONE}"))));
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().detail())
                .contains("key", "${env:NONE}", "Set the variable")
                .doesNotContain("s3$cret");

        Hashtable<String, Object> given = new Hashtable<>(Map.of("key", "${file:" + folder + "/none}"));
        references.modifyConfiguration(null, given);
        assertThat(given).isEmpty();
    }
}
