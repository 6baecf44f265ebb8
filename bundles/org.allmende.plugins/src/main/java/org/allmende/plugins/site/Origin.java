/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where a site's files come from. What it gives is not trusted: signatures and hashes are looked at by who reads it. */
interface Origin extends AutoCloseable {

    /**
     * Opens a file of the site. Reading ends with an {@link IOException} if the other side is slow, or gives more than {@code
     * most} bytes.
     *
     * @param path from the site's root, such as {@code keys/1.json}
     * @return empty if there is no such file
     * @throws IOException naming the place, if it can't be reached
     */
    Optional<InputStream> open(String path, long most) throws IOException, InterruptedException;

    @Override
    default void close() {}

    /**
     * The origin that an address stands for: a folder or a zip file by path or {@code file:}, else by {@code https:}. Plain {@code
     * http:} is taken for this very machine only; what is signed cannot be altered on the way, but who asks for what is seen.
     *
     * @throws org.allmende.api.problem.ProblemException if it is none of these
     */
    static Origin at(String address) throws IOException {
        return Address.parse(address).open();
    }
}
