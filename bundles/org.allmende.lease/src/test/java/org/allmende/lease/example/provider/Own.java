/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.provider;

/** An interface of a generation's own. */
public interface Own {}
