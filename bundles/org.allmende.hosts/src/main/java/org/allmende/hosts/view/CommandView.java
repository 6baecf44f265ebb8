/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts.view;

/** A command that was set aside. */
public record CommandView(String number, String host, String what, String subject, String given, String failure) {}
