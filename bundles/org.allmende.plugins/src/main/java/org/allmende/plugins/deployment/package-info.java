/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A deployment as a file: {@link org.allmende.plugins.deployment.Deployment} is what it says,
 * {@link org.allmende.plugins.deployment.Convergence} makes what runs match it, change by change, each through the same gate as
 * when an administrator asks for it.
 */
package org.allmende.plugins.deployment;
