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
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
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

    @Test
    void aLostPasswordIsReplacedAtTheCommandLine() {
        start(Map.of(FirstAdministrator.VARIABLE, "the first password"));
        List<String> said = new ArrayList<>();
        PasswordVerb verb = new PasswordVerb(site.members, site.membership, site.messages);

        assertThat(verb.run(List.of("nobody"), terminal(said))).isEqualTo(Verb.FAILED);
        assertThat(verb.run(List.of(), terminal(said))).isEqualTo(Verb.WRONG_USAGE);
        said.clear();
        assertThat(verb.run(List.of("admin"), terminal(said))).isEqualTo(Verb.DONE);

        String password = said.getFirst().replace("Password of the member admin: ", "");
        assertThat(site.may(new Credentials.Password("admin", password), Permission.ADMINISTER))
                .isTrue();
        assertThat(site.identified(new Credentials.Password("admin", "the first password")))
                .isEmpty();
        assertThat(site.acts()).containsExactly("members.password");
    }

    private static Terminal terminal(List<String> said) {
        return new Terminal() {
            @Override
            public void line(String text) {
                said.add(text);
            }

            @Override
            public void error(String text) {
                said.add(text);
            }

            @Override
            public void progress(String what, long done, long total) {
                // Nothing here takes long.
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        };
    }

    private void start(Map<String, String> environment) {
        new FirstAdministrator(site.members, site.passwords, site.store, environment, terminal::add);
    }
}
