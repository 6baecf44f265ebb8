/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.allmende.api.member.Role;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.identity.Membership.Change;
import org.allmende.identity.template.StaticTemplates;
import org.allmende.identity.view.MemberView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finding members, their roles, suspending and restoring them; each act leaves an audit entry. Thread-safe. */
@Component(service = Route.class)
public final class MemberAdministration implements Route {

    private static final String PATH = "/admin/members";
    private static final int PAGE = 50;

    private final MemberDirectory members;
    private final Membership membership;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public MemberAdministration(
            @Reference MemberDirectory members, @Reference Membership membership, @Reference Messages messages) {
        this.members = members;
        this.membership = membership;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                20,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.people"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("members.title"));
        return List.of(
                Endpoint.get(PATH, Membership.MANAGE, this::list).menu(menu),
                Endpoint.post(PATH + "/{id}/role", Membership.MANAGE, Fault.told(this::role, messages)),
                Endpoint.post(
                        PATH + "/{id}/suspend",
                        Membership.MANAGE,
                        Fault.told(request -> suspend(request, true), messages)),
                Endpoint.post(
                        PATH + "/{id}/restore",
                        Membership.MANAGE,
                        Fault.told(request -> suspend(request, false), messages)));
    }

    private Response list(Request request) {
        Phrases say = say(request);
        String search = request.parameter("q").orElse("").strip();
        long after = request.parameter("after")
                .filter(it -> it.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        List<Account> found = members.accounts(search, after, PAGE + 1);
        List<MemberView> shown =
                found.stream().limit(PAGE).map(it -> view(it, say)).toList();
        String next = found.size() > PAGE
                ? request.at(PATH) + "?after=" + found.get(PAGE - 1).id()
                        + (search.isEmpty() ? "" : "&q=" + URLEncoder.encode(search, StandardCharsets.UTF_8))
                : "";
        String html = templates
                .members(say, request.formToken(), request.at(PATH), search, next, Choices.roles(say), shown)
                .render();
        return Response.page(
                Page.of(say.get("members.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private Response role(Request request) {
        Account account = account(request);
        String word = request.parameter("role").orElse("");
        Role role = List.of(Role.MEMBER, Role.MODERATOR, Role.ADMINISTRATOR).stream()
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Rejected(List.of(Fault.of("role", "fault.role", "role", Rules.cut(word, 40)))));
        membership.change(request.viewer(), request.client(), account, Change.NONE.role(role));
        Phrases say = say(request);
        return back(
                request,
                say.get("members.role.done", "name", account.member().name(), "role", say.get("role." + word)));
    }

    private Response suspend(Request request, boolean suspended) {
        Account account = account(request);
        membership.change(request.viewer(), request.client(), account, Change.NONE.suspended(suspended));
        String key = suspended ? "members.suspend.done" : "members.restore.done";
        return back(request, say(request).get(key, "name", account.member().name()));
    }

    private Response back(Request request, String notice) {
        Optional<String> search = request.parameter("back");
        return Response.seeOther(PATH
                        + search.map(it -> "?q=" + URLEncoder.encode(it, StandardCharsets.UTF_8))
                                .orElse(""))
                .notice(notice);
    }

    private Account account(Request request) {
        String id = request.path("id");
        return members.accountOf(id)
                .orElseThrow(() -> Problem.notFound(say(request).get("problem.no-member", "id", Rules.cut(id, 60)))
                        .asException());
    }

    private static MemberView view(Account account, Phrases say) {
        return new MemberView(
                Long.toString(account.id()),
                account.member().name(),
                account.id() + account.externalId().map(it -> " · " + it).orElse(""),
                say.date(account.member().joined()),
                account.member().role().word(),
                account.member().suspended());
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
