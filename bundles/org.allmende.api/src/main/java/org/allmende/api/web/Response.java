/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is to be answered; written after the handler is done. */
public record Response(int status, Body body, List<Header> headers) {

    public record Header(String name, String value) {}

    /** What the answer holds. */
    public sealed interface Body {

        record Empty() implements Body {}

        /** A page, put into the shell. */
        record Whole(Page page) implements Body {}

        /** A piece of HTML, for htmx. */
        record Part(Html html) implements Body {}

        record Data(Json json) implements Body {}

        record Bytes(String type, byte[] content) implements Body {}

        record File(String type, Path path) implements Body {}
    }

    public Response {
        headers = List.copyOf(headers);
    }

    public static Response page(Page page) {
        return new Response(200, new Body.Whole(page), List.of());
    }

    public static Response part(Html html) {
        return new Response(200, new Body.Part(html), List.of());
    }

    public static Response json(Json json) {
        return new Response(200, new Body.Data(json), List.of());
    }

    public static Response bytes(String type, byte[] content) {
        return new Response(200, new Body.Bytes(type, content), List.of());
    }

    public static Response file(String type, Path path) {
        return new Response(200, new Body.File(type, path), List.of());
    }

    public static Response empty() {
        return new Response(204, new Body.Empty(), List.of());
    }

    /** After a POST: look there. {@code path} is on this deployment, without the base path. */
    public static Response seeOther(String path) {
        return new Response(303, new Body.Empty(), List.of(new Header("Location", path)));
    }

    public Response status(int another) {
        return new Response(another, body, headers);
    }

    public Response header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, body, more);
    }

    /** Shows a line of text on the next page that the viewer sees, once. */
    public Response notice(String text) {
        return header("Allmende-Notice", text);
    }
}
