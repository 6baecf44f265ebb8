/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.identity.template.StaticTemplates;
import org.allmende.identity.view.Form;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signing up, in and out. Every way in begins a new session. Thread-safe. */
@Component(service = Route.class)
public final class SignPages implements Route {

    /** Seconds in which the row of those who sign in is worked off. */
    private static final String RETRY = "3";

    private final Membership membership;
    private final Doorkeeper doorkeeper;
    private final Sessions sessions;
    private final Browser browser;
    private final Messages messages;
    private final Assets assets;
    private final Clock clock;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public SignPages(
            @Reference Membership membership,
            @Reference Doorkeeper doorkeeper,
            @Reference Sessions sessions,
            @Reference Browser browser,
            @Reference Messages messages,
            @Reference Assets assets,
            @Reference Clock clock) {
        this.membership = membership;
        this.doorkeeper = doorkeeper;
        this.sessions = sessions;
        this.browser = browser;
        this.messages = messages;
        this.assets = assets;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/sign-in", Permission.READ, this::askIn),
                Endpoint.post("/sign-in", Permission.READ, this::signIn),
                Endpoint.get("/sign-up", Permission.READ, this::askUp),
                Endpoint.post("/sign-up", Permission.READ, this::signUp),
                Endpoint.post("/sign-out", Permission.READ, this::signOut));
    }

    private Response askIn(Request request) {
        return signInPage(request, Form.of(Map.of()));
    }

    private Response signIn(Request request) {
        String name = request.text("name");
        Form form = Form.of(Map.of("name", name));
        Optional<Account> account;
        try {
            account = doorkeeper.check(name, request.text("password"), request.client());
        } catch (ProblemException e) {
            int status = e.problem().status();
            String key = status == 429 ? "sign-in.too-often" : "sign-in.busy";
            return signInPage(request, form.fault("", say(request).get(key)))
                    .status(status)
                    .header("Retry-After", RETRY);
        }
        if (account.isEmpty()) {
            return signInPage(request, form.fault("", say(request).get("sign-in.wrong")))
                    .status(403);
        }
        return signedIn(request, account.get());
    }

    private Response askUp(Request request) {
        if (!membership.mayJoin(request.viewer())) {
            return page(
                    request,
                    "sign-up.title",
                    templates.closed(say(request), request.at("/sign-in")).render());
        }
        return signUpPage(request, Form.of(Map.of("timeZone", "UTC")));
    }

    private Response signUp(Request request) {
        Phrases say = say(request);
        String zone = request.parameter("timeZone").orElse("UTC");
        Form form = Form.of(Map.of("name", request.text("name"), "email", request.text("email"), "timeZone", zone));
        Membership.Joining joining = new Membership.Joining(
                request.text("name"),
                request.text("password"),
                request.text("email"),
                Membership.tag(request.viewer().locale()),
                zone);
        try {
            return signedIn(
                            request,
                            membership.join(request.viewer(), joining, Membership.Asking.once(request.client())))
                    .notice(say.get("sign-up.welcome", "name", Rules.tidy(joining.name())));
        } catch (Rejected e) {
            Form corrected = form;
            for (Fault fault : e.faults()) {
                corrected = corrected.fault(fault.field(), fault.in(say));
            }
            return signUpPage(request, corrected).status(e.status());
        }
    }

    private Response signOut(Request request) {
        browser.cookie(request).ifPresent(sessions::end);
        return Response.seeOther("/")
                .header("Set-Cookie", browser.taken(request))
                .notice(say(request).get("sign-out.done"));
    }

    private Response signedIn(Request request, Account account) {
        Sessions.Opened opened =
                sessions.open(account.id(), Browser.named(request.header("User-Agent")), browser.cookie(request));
        return Response.seeOther(next(request))
                .header("Set-Cookie", browser.given(request, opened.cookie(), opened.lasts()));
    }

    private Response signInPage(Request request, Form form) {
        String signUp = membership.mayJoin(request.viewer()) ? request.at("/sign-up") + onward(request) : "";
        return page(
                request,
                "sign-in.title",
                templates
                        .signIn(say(request), request.formToken(), request.at("/sign-in"), next(request), signUp, form)
                        .render());
    }

    private Response signUpPage(Request request, Form form) {
        return page(
                request,
                "sign-up.title",
                templates
                        .signUp(
                                say(request),
                                request.formToken(),
                                request.at("/sign-up"),
                                next(request),
                                request.at("/sign-in") + onward(request),
                                form,
                                Choices.zones(form.value("timeZone"), clock.instant()))
                        .render());
    }

    private Response page(Request request, String title, String html) {
        return Response.page(Page.of(say(request).get(title), Html.trusted(html))
                        .in(Area.COMMUNITY)
                        .alone()
                        .script(assets.address("zone.js")))
                .header("Cache-Control", "no-store");
    }

    private static String next(Request request) {
        return Rules.within(request.parameter("next").orElse("/"), "/");
    }

    private static String onward(Request request) {
        String next = next(request);
        return next.equals("/") ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
