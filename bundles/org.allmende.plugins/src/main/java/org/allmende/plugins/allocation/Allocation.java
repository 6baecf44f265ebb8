/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.allocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.allmende.plugins.framework.OwnPackages;
import org.allmende.plugins.swap.Swaps;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples for a while who allocates (JDK Flight Recorder, {@code jdk.ObjectAllocationSample}): each sample counts for the feature
 * whose code is nearest to it on the stack, so what a library allocates counts for the one that called it. One at a time.
 * Thread-safe.
 */
@Component(service = Allocation.class)
public final class Allocation {

    private static final Logger LOG = LoggerFactory.getLogger(Allocation.class);

    private final BundleContext system;
    private final Clock clock;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<String, Measured> measured = new ConcurrentHashMap<>();

    /**
     * What a feature was seen to allocate.
     *
     * @param generation whose number was running then
     */
    public record Measured(long generation, long bytesPerSecond, Instant at, Duration over) {}

    @Activate
    public Allocation(BundleContext context, @Reference Clock clock) {
        this.system = context.getBundle(0).getBundleContext();
        this.clock = clock;
    }

    /** What the generation that runs now was seen to allocate, if it was looked at since it was switched in. */
    public Optional<Measured> of(String feature, long generation) {
        return Optional.ofNullable(measured.get(feature)).filter(one -> one.generation() == generation);
    }

    /**
     * Begins to sample, unless somebody does so already.
     *
     * @return whether it began
     */
    public boolean begin(Duration over, Swaps swaps) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        Thread.ofPlatform().daemon().name("allmende allocation").start(() -> {
            try {
                sample(over, swaps);
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.warn("What features allocate could not be sampled: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                busy.set(false);
            }
        });
        return true;
    }

    private void sample(Duration over, Swaps swaps) throws IOException, InterruptedException {
        Map<String, Long> generations = new HashMap<>();
        swaps.ledger().installed().forEach(one -> generations.put(one.plugin(), one.number()));
        Map<String, String> packages = packages(generations);
        Path file = Files.createTempFile("allmende-allocation", ".jfr");
        try {
            record(over, file);
            Map<String, Long> bytes = new HashMap<>();
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                feature(event, packages).ifPresent(feature -> bytes.merge(feature, event.getLong("weight"), Long::sum));
            }
            generations.forEach((feature, number) -> measured.put(
                    feature,
                    new Measured(
                            number, bytes.getOrDefault(feature, 0L) * 1000 / over.toMillis(), clock.instant(), over)));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void record(Duration over, Path file) throws IOException, InterruptedException {
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.ObjectAllocationSample")
                    .with("throttle", "300/s")
                    .withStackTrace();
            recording.start();
            Thread.sleep(over);
            recording.stop();
            recording.dump(file);
        }
    }

    private static Optional<String> feature(RecordedEvent event, Map<String, String> packages) {
        if (event.getStackTrace() == null) {
            return Optional.empty();
        }
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String type = frame.isJavaFrame() ? frame.getMethod().getType().getName() : "";
            String feature = packages.get(OwnPackages.of(type));
            if (feature != null) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }

    /** The packages of the features' own bundles, and whose they are. */
    private Map<String, String> packages(Map<String, Long> generations) {
        Map<String, String> packages = new HashMap<>();
        for (Bundle bundle : system.getBundles()) {
            generations.forEach((feature, number) -> {
                if (bundle.getLocation().startsWith("gen:" + feature + "/" + number + "/")) {
                    OwnPackages.of(bundle).forEach(name -> packages.put(name, feature));
                }
            });
        }
        return packages;
    }
}
