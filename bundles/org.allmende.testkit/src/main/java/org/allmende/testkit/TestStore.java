/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Store;
import org.allmende.storage.Storage;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The real store, in a folder of the test's own. Close it, then open another on the same folder to restart. */
public final class TestStore implements AutoCloseable {

    private final Storage storage;

    private TestStore(Storage storage) {
        this.storage = storage;
    }

    public static TestStore in(Path home, Clock clock) {
        try {
            Constructor<?> constructor = publicConstructor();
            Bundle bundle = StandIns.bundle("org.allmende.test", home);
            BundleContext context = StandIns.context(Map.of("allmende.home", home.toString()), bundle);
            Object settings = StandIns.defaults(constructor.getParameterTypes()[2]);
            return new TestStore((Storage) constructor.newInstance(context, clock, settings));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> publicConstructor() throws NoSuchMethodException {
        for (Constructor<?> constructor : Storage.class.getConstructors()) {
            if (constructor.getParameterCount() == 3) {
                return constructor;
            }
        }
        throw new NoSuchMethodException("Storage(BundleContext, Clock, Settings)");
    }

    /**
     * Makes an owner's tables.
     *
     * @param resources the folder that has {@code migrations/} in it
     */
    public TestStore with(String owner, Path resources) {
        storage.apply(owner, StandIns.bundle(owner, resources), rows -> {});
        return this;
    }

    public Store store() {
        return storage;
    }

    public Ids ids() {
        return storage;
    }

    public Commits commits() {
        return storage;
    }

    @Override
    public void close() {
        try {
            Method close = Storage.class.getDeclaredMethod("close");
            close.setAccessible(true);
            close.invoke(storage);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
