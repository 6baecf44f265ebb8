/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.asset;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.web.Assets;
import org.allmende.web.Site;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The files of the bundle that refers to {@link Assets}; goes with it. Thread-safe. */
@Component(service = Assets.class, scope = ServiceScope.BUNDLE)
public final class BundleAssets implements Assets {

    private final AssetStore store;
    private final Site site;
    private final Bundle bundle;
    private final Map<String, String> paths = new ConcurrentHashMap<>();

    @Activate
    public BundleAssets(@Reference AssetStore store, @Reference Site site, ComponentContext component) {
        this(store, site, component.getUsingBundle());
    }

    BundleAssets(AssetStore store, Site site, Bundle bundle) {
        this.store = store;
        this.site = site;
        this.bundle = bundle;
    }

    @Override
    public String address(String file) {
        return site.at(paths.computeIfAbsent(file, name -> store.take(bundle, name)
                .orElseThrow(
                        () -> new IllegalArgumentException(bundle.getSymbolicName() + " has no file static/" + name))));
    }

    @Deactivate
    void deactivate() {
        Set<String> taken = new HashSet<>(paths.values());
        paths.clear();
        store.release(taken);
    }
}
