/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A site in a folder. */
record FolderOrigin(Path folder) implements Origin {

    @Override
    public Optional<InputStream> open(String path, long most) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        try {
            return Optional.of(new Measured(Files.newInputStream(folder.resolve(path)), path, most));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
