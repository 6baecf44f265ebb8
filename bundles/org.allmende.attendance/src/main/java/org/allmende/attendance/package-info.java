/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * One attendant for each offer of a kind: begun, tried again, fenced and ended in the same way, whatever it does.
 *
 * <p>{@link org.allmende.attendance.Attendants} looks at what is offered and keeps an
 * {@link org.allmende.attendance.Attendant} for each; what one does is for the bundle that extends it to say. No bundle of its
 * own: each bundle that uses this package is compiled with a private copy, so that no runtime bundle exports anything.
 */
package org.allmende.attendance;
