/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.lang.annotation.Annotation;

/** The settings that a deployment has unless somebody changed them, with a queue of the test's length. */
record TestSettings(int queue_units) implements Storage.Settings {

    TestSettings() {
        this(10_000);
    }

    @Override
    public int readers() {
        return 4;
    }

    @Override
    public int writer_cache() {
        return 4;
    }

    @Override
    public int reader_cache() {
        return 1;
    }

    @Override
    public int queue_size() {
        return 8;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return Storage.Settings.class;
    }
}
