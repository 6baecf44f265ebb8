/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.function.Function;
import org.allmende.api.member.Viewer;

/**
 * A line in a menu.
 *
 * @param order lower comes first
 * @param section the heading it stands under, in the viewer's language; empty for none
 * @param label in the viewer's language
 */
public record MenuEntry(Area area, int order, Function<Viewer, String> section, Function<Viewer, String> label) {}
