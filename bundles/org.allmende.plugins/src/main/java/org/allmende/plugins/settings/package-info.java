/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Settings: what features bring, under what administrators want otherwise.
 *
 * <p>{@link org.allmende.plugins.settings.Schemas} says what can be set, from the bundles' metatype;
 * {@link org.allmende.plugins.settings.SettingsTable} keeps what an administrator has set, in the store, so that it is in every
 * backup; {@link org.allmende.plugins.settings.TargetedSettings} gives both to the bundles, each generation its own;
 * {@link org.allmende.plugins.settings.References} puts in place of {@code ${env:…}} and {@code ${file:…}} what they stand for,
 * on the way to a component and nowhere else; {@link org.allmende.plugins.settings.Overrides} changes them.
 */
package org.allmende.plugins.settings;
