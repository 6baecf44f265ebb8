/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a contract interface whose providers come and go with feature generations.
 *
 * <p>Every method of such an interface is a default method: what it answers is what callers see while nobody provides it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Leased {

    /** Whether there may be many providers, iterated by the runtime, or one, reached through its permanent proxy. */
    boolean many() default false;

    /** Whether only one generation may be called at a time: the old one is drained before the switch, not after it. */
    boolean exclusive() default false;
}
