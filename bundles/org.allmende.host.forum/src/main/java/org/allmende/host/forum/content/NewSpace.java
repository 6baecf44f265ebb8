/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * A space to be made.
 *
 * @param parent the space it is to lie in
 * @param members who may read it if it is private, besides whoever makes it
 */
public record NewSpace(String name, String description, Optional<String> parent, boolean isPrivate, List<Ref> members) {

    public NewSpace {
        members = List.copyOf(members);
    }
}
