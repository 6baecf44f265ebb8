/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit.view;

/** An entry of the audit trail in words. */
public record AuditView(String id, String when, String who, String client, String act, String subject, String detail) {}
