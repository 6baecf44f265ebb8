/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {

    @TempDir
    Path directory;

    @Test
    void listsBundlesInTheirOrderAndTheFrameworksProperties() throws IOException {
        Files.createDirectories(directory.resolve("bundles"));
        Path b = Files.createFile(directory.resolve("bundles/b-1.jar"));
        Path a = Files.createFile(directory.resolve("bundles/a-2.jar"));
        write("""
                {"id": "g:runtime:1", "bundles": [{"id": "g:b:1"}, {"id": "g:a:2"}],
                 "extensions": {"framework-launching-properties": {"type": "json", "json": {"x": "y"}}}}""");
        Distribution distribution = Distribution.at(directory);
        assertThat(distribution.bundles()).containsExactly(b, a);
        assertThat(distribution.properties()).containsEntry("x", "y");
    }

    @Test
    void saysWhatIsDamagedAndWhere() throws IOException {
        write("{\"bundles\": [{\"id\": \"g:b:1\"}]}");
        assertThatThrownBy(() -> Distribution.at(directory))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("b-1.jar is missing");
        write("{\"bundles\": [\n}");
        assertThatThrownBy(() -> Distribution.at(directory)).hasMessageContaining("line 2, column 1");
        write("{\"bundles\": [{\"id\": \"b\"}]}");
        assertThatThrownBy(() -> Distribution.at(directory)).hasMessageContaining("group:artifact:version, not b");
    }

    private void write(String json) throws IOException {
        Files.writeString(directory.resolve("runtime.json"), json);
    }
}
