/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.member.Permission;

/**
 * One method on one path.
 *
 * @param path begins with {@code /}; {@code {name}} stands for one segment; a last {@code {name...}} for all the rest
 * @param permission what one needs to call it
 * @param summary one line for the API's description
 * @param parameters query or form parameters worth describing
 * @param upload whether the body may be larger than 1 MiB (then up to 256 MiB, kept in a file)
 * @param menu its entry in a menu
 */
public record Endpoint(
        Method method,
        String path,
        Permission permission,
        Handler handler,
        String summary,
        List<Parameter> parameters,
        boolean upload,
        Optional<MenuEntry> menu) {

    /**
     * @param type {@code string}, {@code integer}, {@code boolean}, {@code array} or {@code object}
     */
    public record Parameter(String name, String type, boolean required, String description) {}

    public Endpoint {
        parameters = List.copyOf(parameters);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /, not " + path);
        }
    }

    public static Endpoint get(String path, Permission permission, Handler handler) {
        return of(Method.GET, path, permission, handler);
    }

    public static Endpoint post(String path, Permission permission, Handler handler) {
        return of(Method.POST, path, permission, handler);
    }

    public static Endpoint put(String path, Permission permission, Handler handler) {
        return of(Method.PUT, path, permission, handler);
    }

    public static Endpoint patch(String path, Permission permission, Handler handler) {
        return of(Method.PATCH, path, permission, handler);
    }

    public static Endpoint delete(String path, Permission permission, Handler handler) {
        return of(Method.DELETE, path, permission, handler);
    }

    public static Endpoint of(Method method, String path, Permission permission, Handler handler) {
        return new Endpoint(method, path, permission, handler, "", List.of(), false, Optional.empty());
    }

    public Endpoint summary(String line) {
        return new Endpoint(method, path, permission, handler, line, parameters, upload, menu);
    }

    public Endpoint parameter(String name, String type, boolean required, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, type, required, description));
        return new Endpoint(method, path, permission, handler, summary, more, upload, menu);
    }

    public Endpoint uploads() {
        return new Endpoint(method, path, permission, handler, summary, parameters, true, menu);
    }

    /** Shows the endpoint in a menu to those who may call it. */
    public Endpoint menu(MenuEntry entry) {
        return new Endpoint(method, path, permission, handler, summary, parameters, upload, Optional.of(entry));
    }

    public boolean isApi() {
        return path.startsWith("/api/");
    }
}
