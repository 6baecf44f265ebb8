/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A whole runtime inside a JUnit test: the distribution as people run it, a process with a home of its own.
 *
 * <pre>{@code
 * @Test
 * void losesNothing(@TempDir Path directory) {
 *     try (Allmende suite = Allmende.start(directory.resolve("home"), "--allow-unsigned")) {
 *         suite.install(Path.of("target/polls-1.0.0.zip"));
 *         suite.swapUnderLoad("polls", 5, List.of("/polls")).assertLossless();
 *     }
 * }
 * }</pre>
 *
 * <p>{@link org.allmende.testkit.runtime.FeatureCompatibility} is what every feature is expected to stand; a subclass that names
 * the archive is all it takes.
 */
package org.allmende.testkit.runtime;
