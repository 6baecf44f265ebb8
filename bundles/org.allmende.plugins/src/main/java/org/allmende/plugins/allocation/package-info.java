/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How much memory features ask for, sampled by the virtual machine while somebody wants to know. Requests run on virtual threads,
 * for which nobody counts bytes; a sampler that runs always would cost every deployment memory.
 */
package org.allmende.plugins.allocation;
