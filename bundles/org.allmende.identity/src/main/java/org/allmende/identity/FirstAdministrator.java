/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.allmende.api.member.Role;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the member {@code admin} where there is no administrator yet: at the first start.
 *
 * <p>Its password comes from the environment, or is made and printed once on the standard error that the process was given:
 * {@link System#err} leads into the log by then, which others read and keep.
 */
@Component(service = FirstAdministrator.class, immediate = true)
public final class FirstAdministrator {

    static final String NAME = "admin";
    static final String VARIABLE = "ALLMENDE_ADMIN_PASSWORD";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);

    @Activate
    public FirstAdministrator(
            @Reference MemberDirectory members, @Reference Passwords passwords, @Reference Store store) {
        this(members, passwords, store, System.getenv(), FirstAdministrator::print);
    }

    private static void print(String line) {
        // Not closed: it is the process's.
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8).println(line);
    }

    FirstAdministrator(
            MemberDirectory members,
            Passwords passwords,
            Store store,
            Map<String, String> environment,
            Consumer<String> terminal) {
        String given = environment.getOrDefault(VARIABLE, "");
        if (members.hasAdministrator()) {
            if (!given.isEmpty()) {
                LOG.info(
                        "{} is for the first start and is not used: there is an administrator already. A new password is"
                                + " made by: allmende password {}",
                        VARIABLE,
                        NAME);
            }
            return;
        }
        if (!given.isEmpty() && Rules.password(VARIABLE, given, NAME).isPresent()) {
            LOG.warn(
                    "{} is weak: a password has at least {} characters and is not the name. It is taken all the same;"
                            + " change it in the preferences",
                    VARIABLE,
                    Passwords.LEAST_CHARACTERS);
        }
        String password = given.isEmpty() ? new Secrets().password() : given;
        store.writeNow(
                members.joining(members.next(), NAME, "", passwords.hash(password), Role.ADMINISTRATOR, "", "UTC"));
        if (given.isEmpty()) {
            terminal.accept("Password of the member admin: " + password);
        }
    }
}
