/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.agent;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * {@code bench-update FEATURE JAR…}: what most systems do. Each bundle of the feature is updated in place from a jar of the
 * same symbolic name, with no overlap and no drain.
 */
@Component
public final class CarelessUpdate implements Verb {

    private final BundleContext context;

    @Activate
    public CarelessUpdate(BundleContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return "bench-update";
    }

    @Override
    public String usage() {
        return "bench-update FEATURE JAR...";
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) throws Exception {
        if (arguments.size() < 2) {
            return WRONG_USAGE;
        }
        for (String jar : arguments.subList(1, arguments.size())) {
            Path file = Path.of(jar);
            for (Bundle bundle : context.getBundles()) {
                boolean same = bundle.getLocation().startsWith("gen:" + arguments.get(0) + "/")
                        && file.getFileName().toString().startsWith(bundle.getSymbolicName() + "-");
                if (same) {
                    try (InputStream content = Files.newInputStream(file)) {
                        bundle.update(content);
                    }
                    terminal.line("updated " + bundle.getSymbolicName());
                }
            }
        }
        return DONE;
    }
}
