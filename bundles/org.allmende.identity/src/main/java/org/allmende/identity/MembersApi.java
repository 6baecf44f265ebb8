/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.List;
import java.util.Optional;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.identity.Membership.Change;
import org.allmende.identity.Membership.Programs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Members over HTTP. Everybody sees name, role and joining date; the member and administrators see the rest. {@code me} stands
 * for the member who asks. Thread-safe.
 */
@Component(service = Route.class)
public final class MembersApi implements Route {

    private static final String MEMBERS = "/api/v1/members";
    private static final String MEMBER = MEMBERS + "/{id}";

    private final MemberDirectory members;
    private final Membership membership;
    private final Doorkeeper doorkeeper;
    private final Disclosure disclosure;
    private final Messages messages;

    @Activate
    public MembersApi(
            @Reference MemberDirectory members,
            @Reference Membership membership,
            @Reference Doorkeeper doorkeeper,
            @Reference Disclosure disclosure,
            @Reference Messages messages) {
        this.members = members;
        this.membership = membership;
        this.doorkeeper = doorkeeper;
        this.disclosure = disclosure;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(MEMBERS, Membership.MANAGE, this::list)
                        .summary("Members by id")
                        .parameter("after", "string", false, "The id after which to go on")
                        .parameter("limit", "integer", false, "1 to 1000")
                        .parameter("q", "string", false, "A part of the name"),
                Endpoint.post(MEMBERS, Permission.READ, Fault.told(this::join, messages))
                        .summary("Makes an account: name, password, email, timeZone, locale"),
                Endpoint.get(MEMBER, Permission.READ, this::get).summary("A member, by id or external id"),
                Endpoint.patch(MEMBER, Permission.TAKE_PART, Fault.told(this::change, messages))
                        .summary(
                                "Changes name, email, timeZone, locale, password (and revokes all tokens, unless endTokens is false);"
                                        + " for administrators role, suspended"),
                Endpoint.get(MEMBER + "/export", Permission.READ, this::export)
                        .summary("All that is kept about a member, by the accounts, hosts and features"),
                Endpoint.delete(MEMBER, Permission.TAKE_PART, Fault.told(this::erase, messages))
                        .summary("Erases the account")
                        .parameter("content", "string", true, "keep, anonymize or erase what they wrote"));
    }

    private Response list(Request request) {
        int limit = request.number("limit", 50, 1, 1000);
        String from = request.parameter("after").orElse("0");
        if (!from.matches("[0-9]{1,18}")) {
            throw Problem.invalid("after", "is the id of a member, such as 1207; take it from next")
                    .asException();
        }
        long after = Long.parseLong(from);
        List<Account> found = members.accounts(request.parameter("q").orElse(""), after, limit + 1);
        List<Account> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next =
                found.size() > limit ? Optional.of(Long.toString(shown.getLast().id())) : Optional.empty();
        return Response.json(
                Json.list(shown.stream().map(it -> json(request.viewer(), it)).toList(), next));
    }

    private Response join(Request request) {
        JsonBody body = request.json();
        Membership.Joining joining = new Membership.Joining(
                body.text("name"),
                body.text("password"),
                body.optionalText("email").orElse(""),
                body.optionalText("locale").orElse(""),
                body.optionalText("timeZone").orElse("UTC"));
        Account account = membership.join(
                request.viewer(), joining, new Membership.Asking(request.client(), request.idempotencyKey()));
        Json shown = json(account, true);
        return Response.json(shown).status(201).header("Location", MEMBERS + "/" + account.id());
    }

    private Response get(Request request) {
        Account account = asked(request);
        return answer(request, account);
    }

    private Response change(Request request) {
        Account account = allowed(request);
        boolean own = request.viewer().is(account.member().ref());
        boolean manages = request.viewer().may(Membership.MANAGE);
        JsonBody body = request.json();
        Optional<Long> revision = expected(request);
        if ((body.has("role") || body.has("suspended")) && !manages) {
            throw Problem.forbidden(say(request).get("problem.only-administrators"))
                    .asException();
        }
        if (body.has("role") || body.has("suspended") || body.has("password")) {
            decides(request);
        }
        Change wanted = wanted(body, account).from(revision);
        if (body.has("password") && own) {
            prove(request, account, body);
        }
        return answer(request, membership.change(request.viewer(), request.client(), account, wanted));
    }

    private static Change wanted(JsonBody body, Account account) {
        Membership.Description now = Membership.Description.of(account);
        Change wanted = Change.NONE.describing(new Membership.Description(
                body.has("name") ? body.text("name") : now.name(),
                body.all().containsKey("email") ? body.optionalText("email").orElse("") : now.email(),
                body.all().containsKey("locale") ? body.optionalText("locale").orElse("") : now.locale(),
                body.has("timeZone") ? body.text("timeZone") : now.zone()));
        if (body.has("password")) {
            wanted = wanted.password(new Membership.NewPassword(
                    body.text("password"), Optional.empty(), Programs.ended(body.flag("endTokens", true))));
        }
        if (body.has("role")) {
            wanted = wanted.role(role(body.text("role")));
        }
        return body.has("suspended") ? wanted.suspended(body.flag("suspended", false)) : wanted;
    }

    private void prove(Request request, Account account, JsonBody body) {
        boolean right = !account.hasPassword()
                || doorkeeper
                        .check(
                                account.member().name(),
                                body.optionalText("currentPassword").orElse(""),
                                request.client())
                        .isPresent();
        if (!right) {
            throw new Rejected(List.of(Fault.of("currentPassword", "fault.password.wrong")));
        }
    }

    private Response export(Request request) {
        Account account = asked(request);
        if (!maySee(request.viewer(), account)) {
            throw Problem.forbidden(say(request).get("problem.not-yours")).asException();
        }
        return Response.json(disclosure.of(account, json(account, true))).header("Cache-Control", "no-store");
    }

    private Response erase(Request request) {
        Account account = allowed(request);
        decides(request);
        String word = request.parameter("content").orElse("");
        Parting parting = parting(word)
                .orElseThrow(() -> new Rejected(List.of(Fault.of("content", "fault.parting", "content", word))));
        membership.erase(request.viewer(), request.client(), account, parting);
        return Response.empty();
    }

    static Optional<Parting> parting(String word) {
        return switch (word) {
            case "keep" -> Optional.of(Parting.KEEP);
            case "anonymize" -> Optional.of(Parting.ANONYMIZE);
            case "erase" -> Optional.of(Parting.ERASE);
            default -> Optional.empty();
        };
    }

    private Account asked(Request request) {
        String id = request.path("id");
        Optional<Account> found = id.equals("me")
                ? request.viewer().member().flatMap(it -> members.id(it.ref())).flatMap(members::account)
                : members.accountOf(id);
        return found.filter(Account::isHere)
                .orElseThrow(() -> Problem.notFound(say(request).get("problem.no-member", "id", Rules.cut(id, 60)))
                        .asException());
    }

    /** One's own account, or any for an administrator. */
    private Account allowed(Request request) {
        Account account = asked(request);
        if (!maySee(request.viewer(), account)) {
            throw Problem.forbidden(say(request).get("problem.not-yours")).asException();
        }
        return account;
    }

    /** The routes let in whoever may write; this is more. */
    private void decides(Request request) {
        if (!request.viewer().may(Membership.ACCOUNT)) {
            throw Problem.forbidden(say(request).get("problem.token-scope")).asException();
        }
    }

    private static boolean maySee(Viewer viewer, Account account) {
        return viewer.is(account.member().ref()) || viewer.may(Membership.MANAGE);
    }

    private static Role role(String word) {
        try {
            return Role.of(word);
        } catch (IllegalArgumentException e) {
            throw new Rejected(List.of(Fault.of("role", "fault.role", "role", Rules.cut(word, 40))));
        }
    }

    private static Optional<Long> expected(Request request) {
        Optional<String> tag = request.header("If-Match").map(String::strip).filter(it -> !it.equals("*"));
        if (tag.isEmpty()) {
            return Optional.empty();
        }
        String digits = tag.get().replace("W/", "").replace("\"", "");
        if (!digits.matches("[0-9]{1,18}")) {
            throw Rejected.overtaken();
        }
        return Optional.of(Long.parseLong(digits));
    }

    private Response answer(Request request, Account account) {
        return Response.json(json(request.viewer(), account)).header("ETag", "\"" + account.revision() + "\"");
    }

    private static Json json(Viewer viewer, Account account) {
        return json(account, maySee(viewer, account));
    }

    private static Json json(Account account, boolean whole) {
        Json json = Json.object(
                "id", Long.toString(account.id()),
                "externalId", account.externalId(),
                "name", account.member().name(),
                "role", account.member().role(),
                "joined", account.member().joined(),
                "revision", account.revision());
        if (!whole) {
            return json;
        }
        return json.with("email", account.email())
                .with("locale", Membership.tag(account.member().locale()))
                .with("timeZone", account.member().zone().getId())
                .with("suspended", account.member().suspended());
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
