/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Store;
import org.allmende.api.web.Html;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Method;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Slot;
import org.allmende.web.guard.FormTokens;
import org.allmende.web.message.Decoding;
import org.allmende.web.message.Incoming;
import org.allmende.web.message.JsonObject;
import org.allmende.web.message.JsonReader;
import org.allmende.web.message.ReadBody;
import org.allmende.web.route.SiteMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request while it is answered: read wholly, its asker known, one snapshot behind it. For one thread. */
public final class WebRequest implements Request {

    private static final Logger LOG = LoggerFactory.getLogger(WebRequest.class);

    static final String VISITOR_COOKIE = "allmende-visitor";

    private final Site site;
    private final Leases leases;
    private final FormTokens tokens;
    private final JsonReader json;
    private final Incoming in;
    private final Method method;
    private final String path;
    private final String client;
    private final Asker asker;
    private final Map<String, List<String>> query;
    private final ReadBody body;
    private final SiteMap map;
    private final Cookies cookies;

    private Map<String, String> pathParameters = Map.of();
    private JsonBody parsed;
    private String visitor = "";
    private String formToken = "";

    WebRequest(
            Site site,
            Leases leases,
            FormTokens tokens,
            JsonReader json,
            Incoming in,
            Method method,
            String path,
            String client,
            Asker asker,
            Map<String, List<String>> query,
            ReadBody body,
            SiteMap map,
            Cookies cookies) {
        this.site = site;
        this.leases = leases;
        this.tokens = tokens;
        this.json = json;
        this.in = in;
        this.method = method;
        this.path = path;
        this.client = client;
        this.asker = asker;
        this.query = query;
        this.body = body;
        this.map = map;
        this.cookies = cookies;
    }

    void matched(Map<String, String> parameters) {
        pathParameters = parameters;
    }

    Cookies cookies() {
        return cookies;
    }

    /** As the log names it. */
    String label() {
        return in.method() + " " + site.within(in.rawPath());
    }

    Asker asker() {
        return asker;
    }

    public SiteMap map() {
        return map;
    }

    Incoming incoming() {
        return in;
    }

    ReadBody read() {
        return body;
    }

    @Override
    public Method method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String path(String name) {
        return pathParameters.getOrDefault(name, "");
    }

    @Override
    public Viewer viewer() {
        return asker.viewer();
    }

    @Override
    public Optional<String> parameter(String name) {
        for (String value : parameters(name)) {
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> parameters(String name) {
        return raw(name).stream().map(Decoding::line).toList();
    }

    @Override
    public String text(String name) {
        List<String> values = raw(name);
        return values.isEmpty() ? "" : Decoding.clean(values.getFirst());
    }

    /** What a form says comes before what the address says. */
    private List<String> raw(String name) {
        List<String> inForm = body.form().getOrDefault(name, List.of());
        List<String> inQuery = query.getOrDefault(name, List.of());
        if (inForm.isEmpty() || inQuery.isEmpty()) {
            return inForm.isEmpty() ? inQuery : inForm;
        }
        List<String> both = new ArrayList<>(inForm);
        both.addAll(inQuery);
        return both;
    }

    @Override
    public int number(String name, int fallback, int least, int most) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw Problem.invalid(name, "must be a whole number from " + least + " to " + most)
                .asException();
    }

    @Override
    public Optional<String> header(String name) {
        return in.header(name);
    }

    @Override
    public JsonBody json() {
        if (parsed == null) {
            parsed = new JsonObject(json.object(body.bytes()), "");
        }
        return parsed;
    }

    @Override
    public byte[] body() {
        return body.bytes();
    }

    @Override
    public Map<String, Path> files() {
        return body.files();
    }

    @Override
    public String formToken() {
        if (formToken.isEmpty()) {
            formToken = tokens.token(asker.secret().orElseGet(this::visitor));
        }
        return formToken;
    }

    private String visitor() {
        if (visitor.isEmpty()) {
            visitor = in.cookie(VISITOR_COOKIE)
                    .filter(value -> value.length() >= 16)
                    .orElseGet(() -> {
                        String made = tokens.visitor();
                        cookies.set(VISITOR_COOKIE, made, Cookies.SESSION);
                        return made;
                    });
        }
        return visitor;
    }

    @Override
    public Optional<String> idempotencyKey() {
        return in.header("idempotency-key").filter(key -> !key.isBlank());
    }

    @Override
    public boolean partial() {
        return in.header("hx-request").isPresent() && in.header("hx-boosted").isEmpty();
    }

    @Override
    public List<Html> panels(Slot slot, List<Ref> subjects) {
        int places = Math.max(1, subjects.size());
        List<Html> shown = new ArrayList<>(places);
        for (int i = 0; i < places; i++) {
            shown.add(Html.NOTHING);
        }
        for (Offer<Panel> offer : map.panels(slot)) {
            List<Html> pieces = pieces(offer, slot, subjects);
            for (int i = 0; i < Math.min(places, pieces.size()); i++) {
                Html piece = pieces.get(i);
                if (piece != null && !piece.isNothing()) {
                    shown.set(i, Html.trusted(shown.get(i).value() + piece.value()));
                }
            }
        }
        return shown;
    }

    @Override
    public Html panels(Slot slot) {
        return panels(slot, List.of()).getFirst();
    }

    /** A panel that fails is left out: what it adds is never worth the page. */
    private List<Html> pieces(Offer<Panel> offer, Slot slot, List<Ref> subjects) {
        try {
            List<Html> pieces = offer.service().render(this, subjects);
            leases.ended(offer, false);
            return pieces == null ? List.of() : pieces;
        } catch (ProblemException | Store.Unavailable e) {
            LOG.warn("A panel of {} in {} is left out: {}", offer.label(), slot, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            leases.ended(offer, true);
            LOG.error("A panel of {} in {} is left out", offer.label(), slot, e);
        }
        return List.of();
    }

    @Override
    public String at(String aPath) {
        return site.at(aPath);
    }

    @Override
    public String client() {
        return client;
    }
}
