/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(Main.run("start", "--port", "many")).isEqualTo(2);
        assertThat(Main.run("start", "--port", "70000")).isEqualTo(2);
        assertThat(Main.run("start", "--features", "search;moderation")).isEqualTo(2);
        assertThat(Main.run("start", "--public-url", "forum")).isEqualTo(2);
        assertThat(Main.run("start", "--bind", "300.1.1.1.invalid")).isEqualTo(2);
        assertThat(Main.run("start", "--por", "80")).isEqualTo(2);
        assertThat(Main.run("start", "now")).isEqualTo(2);
        assertThat(Main.run("start", "--home")).isEqualTo(2);
        assertThat(Main.run("start", "--port", "1", "--port", "99999")).isEqualTo(2);
        assertThat(Main.run("start", "--home=")).isEqualTo(2);
        assertThat(Main.run("--home")).isEqualTo(2);
        assertThat(Main.run("plugins", "list", "--home=")).isEqualTo(2);
        assertThat(Main.run("plugins", "list", "--home", "a", "--home=b")).isEqualTo(2);
        assertThat(Main.run("--prot", "80")).isEqualTo(2);
        assertThat(Main.run()).isEqualTo(2);
    }

    /** A mistyped directory would be a new, empty community. */
    @Test
    void aWordMakesNoHomeUnlessOneIsNamed() {
        assertThat(Path.of("home")).doesNotExist();
        assertThat(Main.run("plugins", "list")).isEqualTo(1);
        assertThat(Path.of("home")).doesNotExist();
    }

    @Test
    void askingForHelpIsNoMistake() {
        assertThat(Main.run("--help")).isZero();
        assertThat(Main.run("start", "--help")).isZero();
        assertThat(Main.run("plugins", "--help")).isZero();
        assertThat(Main.run("--version")).isZero();
        assertThat(Main.run("start", "--version")).isZero();
    }
}
