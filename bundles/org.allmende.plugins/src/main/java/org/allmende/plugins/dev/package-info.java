/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What an integrator has while they write a feature: each build is swapped in as it is done, by the same steps as in production.
 */
package org.allmende.plugins.dev;
