/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.framework;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The runtime alone: every bundle of it resolves and runs, and it serves. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RuntimeTest {

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() {
        return Suite.options("none");
    }

    @Test
    public void everyBundleRuns() {
        List<String> idle = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::toString)
                .toList();
        assertEquals(List.of(), idle);
    }

    @Test
    public void itServes() {
        assertEquals(
                200,
                new Site(context.getProperty("allmende.port")).get("/health").status());
    }
}
