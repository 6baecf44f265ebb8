/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Permission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstAdministratorTest {

    @TempDir
    Path directory;

    private Deployment site;
    private final List<String> terminal = new ArrayList<>();

    @BeforeEach
    void open() {
        site = new Deployment(directory);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void withoutAPasswordOneIsMadeAndPrintedOnce() {
        start(Map.of());
        start(Map.of());

        assertThat(terminal).hasSize(1);
        String password = terminal.getFirst().replace("Password of the member admin: ", "");
        assertThat(password).hasSize(20);
        assertThat(site.may(new Credentials.Password("admin", password), Permission.ADMINISTER))
                .isTrue();
    }

    @Test
    void thePasswordComesFromTheEnvironmentAndIsNotPrinted() {
        start(Map.of(FirstAdministrator.VARIABLE, "weak"));

        assertThat(terminal).isEmpty();
        assertThat(site.may(new Credentials.Password("admin", "weak"), Permission.ADMINISTER))
                .isTrue();
    }

    private void start(Map<String, String> environment) {
        new FirstAdministrator(site.members, site.passwords, site.store, environment, terminal::add);
    }
}
