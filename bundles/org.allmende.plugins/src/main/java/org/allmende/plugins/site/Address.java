/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.allmende.api.problem.Problem;

/** Where a site is. */
sealed interface Address {

    /** A folder or a zip file of this machine. */
    record Local(Path path) implements Address {}

    /** @param root ends with a slash */
    record Web(URI root) implements Address {}

    /** For connecting, for a first byte, and again for what follows beside what its size allows. */
    Duration PATIENCE = Duration.ofSeconds(15);

    Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    /**
     * @throws org.allmende.api.problem.ProblemException if it is neither a place of this machine nor an address of the web
     */
    static Address parse(String text) {
        try {
            if (text.startsWith("/") || text.startsWith("./")) {
                return new Local(Path.of(text).toAbsolutePath().normalize());
            }
            URI uri = new URI(text);
            if ("file".equals(uri.getScheme())) {
                return new Local(Path.of(uri));
            }
            boolean web = "https".equals(uri.getScheme())
                    || "http".equals(uri.getScheme()) && uri.getHost() != null && THIS_MACHINE.contains(uri.getHost());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return new Web(text.endsWith("/") ? uri : URI.create(text + "/"));
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Told below.
        }
        throw Problem.invalid(
                        "address",
                        "is \"" + text
                                + "\"; a site is at an address such as https://example.org/site, or in a folder or"
                                + " zip file such as /srv/site")
                .asException();
    }

    default Origin open() throws IOException {
        if (this instanceof Web web) {
            return new WebOrigin(web.root(), PATIENCE);
        }
        Path path = ((Local) this).path();
        return Files.isRegularFile(path) ? new ZipOrigin(path) : new FolderOrigin(path);
    }
}
