/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Handler;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.identity.Membership.Change;
import org.allmende.identity.template.StaticTemplates;
import org.allmende.identity.view.Form;
import org.allmende.identity.view.SessionView;
import org.allmende.identity.view.TokenView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What members decide for themselves: name, language, zone, password, where they are signed in, tokens, leaving. Open to suspended
 * members too: what is theirs stays theirs. Thread-safe.
 */
@Component(service = Route.class)
public final class PreferencesPages implements Route {

    private static final String PATH = "/preferences";

    private final MemberDirectory members;
    private final Membership membership;
    private final Doorkeeper doorkeeper;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Browser browser;
    private final Messages messages;
    private final Clock clock;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public PreferencesPages(
            @Reference MemberDirectory members,
            @Reference Membership membership,
            @Reference Doorkeeper doorkeeper,
            @Reference Sessions sessions,
            @Reference Tokens tokens,
            @Reference Browser browser,
            @Reference Messages messages,
            @Reference Clock clock) {
        this.members = members;
        this.membership = membership;
        this.doorkeeper = doorkeeper;
        this.sessions = sessions;
        this.tokens = tokens;
        this.browser = browser;
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu =
                new MenuEntry(Area.SELF, 90, viewer -> "", viewer -> messages.in(viewer.locale(), viewer.zone())
                        .get("preferences.title"));
        return List.of(
                Endpoint.get(
                                PATH,
                                Permission.READ,
                                mine((request, account) -> page(request, account, form(account), "")))
                        .menu(menu),
                act("/profile", this::profile),
                act("/place", this::place),
                act("/password", this::password),
                act("/sessions/{id}/end", this::endSession),
                act("/sessions/end-others", this::endOthers),
                act("/tokens", this::makeToken),
                act("/tokens/{id}/revoke", this::revokeToken),
                act("/leave", this::leave));
    }

    /** What is done for somebody who is signed in. */
    private interface Own {
        Response answer(Request request, Account account);
    }

    private Endpoint act(String path, Own own) {
        return Endpoint.post(PATH + path, Permission.READ, mine((request, account) -> {
            try {
                return own.answer(request, account);
            } catch (Rejected e) {
                return again(request, account, e.faults(), e.status());
            }
        }));
    }

    /** In a session only: a token that may read must not change a password here. */
    private Handler mine(Own own) {
        return request -> request.viewer()
                .member()
                .flatMap(it -> members.id(it.ref()))
                .flatMap(members::account)
                .filter(account -> account.isHere() && here(request, account).isPresent())
                .map(account -> own.answer(request, account))
                .orElseGet(() -> Response.seeOther("/sign-in?next=" + PATH));
    }

    private Response profile(Request request, Account account) {
        Membership.Description now = Membership.Description.of(account);
        Membership.Description wanted =
                new Membership.Description(request.text("name"), request.text("email"), now.locale(), now.zone());
        membership.change(request.viewer(), request.client(), account, Change.NONE.describing(wanted));
        return saved(request, "preferences.saved");
    }

    private Response place(Request request, Account account) {
        Membership.Description now = Membership.Description.of(account);
        Membership.Description wanted = new Membership.Description(
                now.name(),
                now.email(),
                request.text("locale").strip(),
                request.text("timeZone").strip());
        membership.change(request.viewer(), request.client(), account, Change.NONE.describing(wanted));
        return saved(request, "preferences.saved").header("Set-Cookie", Browser.languageForgotten());
    }

    private Response password(Request request, Account account) {
        proven(request, account, "currentPassword");
        Membership.NewPassword wanted = new Membership.NewPassword(
                request.text("password"),
                here(request, account),
                Membership.Programs.ended(request.parameter("endTokens").isPresent()));
        membership.change(request.viewer(), request.client(), account, Change.NONE.password(wanted));
        return saved(request, "preferences.password.saved");
    }

    private Response endSession(Request request, Account account) {
        number(request.path("id")).ifPresent(id -> sessions.end(account.id(), id));
        return saved(request, "sessions.ended");
    }

    private Response endOthers(Request request, Account account) {
        sessions.endAll(account.id(), here(request, account));
        return saved(request, "sessions.ended");
    }

    private Response makeToken(Request request, Account account) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        request.parameters("scopes").forEach(word -> Scope.of(word).ifPresent(scopes::add));
        List<Fault> faults = new ArrayList<>();
        String name = request.text("tokenName").strip();
        Rules.tokenName(name).ifPresent(faults::add);
        if (scopes.isEmpty()) {
            faults.add(Fault.of("scopes", "fault.scopes"));
        }
        if (!request.viewer().may(Permission.TAKE_PART)) {
            faults.add(Fault.of("tokenName", "fault.suspended"));
        }
        if (!faults.isEmpty()) {
            throw new Rejected(faults);
        }
        return page(request, account, form(account), tokens.make(account.id(), name, scopes));
    }

    private Response revokeToken(Request request, Account account) {
        number(request.path("id")).ifPresent(id -> tokens.revoke(account.id(), id));
        return saved(request, "tokens.revoked");
    }

    private Response leave(Request request, Account account) {
        proven(request, account, "leavePassword");
        String word = request.parameter("content").orElse("");
        Parting parting = MembersApi.parting(word)
                .orElseThrow(() -> new Rejected(List.of(Fault.of("leave", "fault.parting", "content", word))));
        membership.erase(request.viewer(), request.client(), account, parting);
        return Response.seeOther("/")
                .header("Set-Cookie", browser.taken(request))
                .notice(say(request).get("leave.done"));
    }

    /** What cannot be undone asks for the password again: a browser left open is not its owner. */
    private void proven(Request request, Account account, String field) {
        boolean right = !account.hasPassword()
                || doorkeeper
                        .check(account.member().name(), request.text(field), request.client())
                        .isPresent();
        if (!right) {
            throw new Rejected(List.of(Fault.of(field, "fault.password.wrong")));
        }
    }

    private Optional<Sessions.Session> here(Request request, Account account) {
        return browser.cookie(request).flatMap(sessions::find).filter(it -> it.member() == account.id());
    }

    private Response saved(Request request, String key) {
        return Response.seeOther(PATH).notice(say(request).get(key));
    }

    private Response again(Request request, Account account, List<Fault> faults, int status) {
        Phrases say = say(request);
        Map<String, String> values = new HashMap<>(form(account).values());
        for (String field : List.of("name", "email", "locale", "timeZone", "tokenName")) {
            if (!request.text(field).isEmpty()) {
                values.put(field, request.text(field));
            }
        }
        Form form = Form.of(values);
        for (Fault fault : faults) {
            form = form.fault(fault.field(), fault.in(say));
        }
        return page(request, account, form, "").status(status);
    }

    private Form form(Account account) {
        Membership.Description now = Membership.Description.of(account);
        return Form.of(
                Map.of("name", now.name(), "email", now.email(), "locale", now.locale(), "timeZone", now.zone()));
    }

    private Response page(Request request, Account account, Form form, String fresh) {
        Phrases say = say(request);
        Optional<Long> here = here(request, account).map(Sessions.Session::id);
        List<SessionView> open = sessions.of(account.id()).stream()
                .map(it -> new SessionView(
                        Long.toString(it.id()),
                        it.agent().isEmpty() ? say.get("sessions.unknown") : it.agent(),
                        say.moment(it.seen()),
                        here.isPresent() && here.get() == it.id()))
                .toList();
        List<TokenView> made = tokens.of(account.id()).stream()
                .map(it -> new TokenView(
                        Long.toString(it.id()),
                        it.name(),
                        String.join(
                                ", ",
                                it.scopes().stream()
                                        .map(scope -> say.get("scope." + scope.word() + ".short"))
                                        .toList()),
                        it.used().map(say::moment).orElse(say.get("tokens.unused"))))
                .toList();
        String html = templates
                .preferences(
                        say,
                        request.formToken(),
                        request.at(PATH),
                        request.at("/api/v1/members/" + account.id() + "/export"),
                        form,
                        Choices.zones(form.value("timeZone"), clock.instant()),
                        Choices.locales(messages.languages(), say),
                        Choices.scopes(say, account.member().role().atLeast(Role.ADMINISTRATOR)),
                        account.hasPassword(),
                        open,
                        made,
                        fresh)
                .render();
        return Response.page(Page.of(say.get("preferences.title"), Html.trusted(html))
                        .in(Area.SELF))
                .header("Cache-Control", "no-store");
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
