/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;
import org.osgi.annotation.versioning.ProviderType;

/** A request that has been read wholly. For one thread, while it is answered. */
@ProviderType
public interface Request {

    Method method();

    /** The decoded path, without the base path. */
    String path();

    /** The decoded value of {@code {name}} in the endpoint's path. */
    String path(String name);

    Viewer viewer();

    /** A query or form parameter, stripped of control characters; empty if absent or blank. */
    Optional<String> parameter(String name);

    /** All values of a query or form parameter. */
    List<String> parameters(String name);

    /** As given, not stripped but free of NUL and lone surrogates; empty text if absent. */
    String text(String name);

    /** @throws org.allmende.api.problem.ProblemException naming the field if it is not a whole number in the range */
    int number(String name, int fallback, int least, int most);

    Optional<String> header(String name);

    /**
     * The body as JSON: {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean}; never null.
     *
     * @throws org.allmende.api.problem.ProblemException with line and column if it is not a JSON object
     */
    JsonBody json();

    byte[] body();

    /** Uploaded files by field name, until the request is answered. */
    Map<String, Path> files();

    /** The value of the hidden field {@code csrf} in every form. */
    String formToken();

    /** Given by the client so that doing it again does nothing. */
    Optional<String> idempotencyKey();

    /** Whether htmx asks for a part of the page only. */
    boolean partial();

    /** What panels of a slot show here. */
    List<Html> panels(Slot slot, List<Ref> subjects);

    /** All panels of a slot without a subject, one after the other. */
    Html panels(Slot slot);

    /** The address of a page on this deployment, with its base path: {@code at("/t/12")}. */
    String at(String path);

    /** Where the client is, for limits and audit. */
    String client();
}
