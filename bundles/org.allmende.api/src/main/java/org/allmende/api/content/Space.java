/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

import java.util.Optional;

/**
 * A place for topics; may lie in another.
 *
 * @param isPrivate whether only its members may read it
 */
public record Space(Ref ref, String name, String description, Optional<Ref> parent, boolean isPrivate) {}
