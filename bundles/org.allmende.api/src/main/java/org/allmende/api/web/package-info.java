/**
 * Pages and HTTP. One dispatcher belongs to the runtime; a feature offers routes and panels.
 *
 * <pre>{@code
 * @Component(service = Route.class)
 * public final class GreetingRoute implements Route {
 *     public List<Endpoint> endpoints() {
 *         return List.of(Endpoint.get("/greeting/{name}", Permission.READ, this::greet).summary("Greets"));
 *     }
 *     private Response greet(Request request) {
 *         return Response.json(Json.object("hello", request.path("name")));
 *     }
 * }
 * }</pre>
 *
 * <p>A handler gets a request that is read and answers with one that is not yet written, so a slow client holds nothing.
 * Endpoints under {@code /api/v1} answer JSON; all others pages or what pages need.
 */
@Export
@Version("1.1.0")
package org.allmende.api.web;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
