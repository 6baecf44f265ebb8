/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.identity.Membership.Change;
import org.allmende.identity.Membership.NewPassword;
import org.allmende.identity.Membership.Programs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code allmende password NAME}: makes a new password for a member who lost theirs, and says it once.
 *
 * <p>Whoever may use the home's socket may do so. Their sessions end, tokens stay; the audit trail tells that it was done.
 */
@Component(service = Verb.class)
public final class PasswordVerb implements Verb {

    private final MemberDirectory members;
    private final Membership membership;
    private final Phrases say;

    @Activate
    public PasswordVerb(
            @Reference MemberDirectory members, @Reference Membership membership, @Reference Messages messages) {
        this.members = members;
        this.membership = membership;
        this.say = messages.in(Locale.ENGLISH, ZoneOffset.UTC);
    }

    @Override
    public String name() {
        return "password";
    }

    @Override
    public String usage() {
        return say.get("cli.password");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        if (arguments.size() != 1) {
            terminal.error(usage());
            return WRONG_USAGE;
        }
        String name = arguments.getFirst();
        Optional<Account> account = members.accountNamed(name).or(() -> members.accountOf(name));
        if (account.isEmpty()) {
            terminal.error(say.get("problem.no-member", "id", Rules.cut(name, 60)));
            return FAILED;
        }
        String made = new Secrets().password();
        Change change = Change.NONE.password(new NewPassword(made, Optional.empty(), Programs.GO_ON));
        membership.change(Viewer.system(), "", account.get(), change);
        terminal.line(
                say.get("cli.password.made", "name", account.get().member().name(), "password", made));
        return DONE;
    }
}
