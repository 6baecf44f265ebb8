/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store of this deployment: {@code store/allmende.db} in the home.
 *
 * <p>Puts the parts together: {@link Writer}, {@link Readers}, {@link Migrator}, {@link Numbers} and {@link Wakers}. Starts
 * with the file in order or not at all; ends after everything accepted is on disk. Thread-safe.
 */
@Component(service = {Storage.class, Store.class, Ids.class, Migrations.class, Commits.class})
@Designate(ocd = Storage.Settings.class)
public final class Storage implements Store, Ids, Migrations, Commits, AutoCloseable {

    @Retention(RetentionPolicy.RUNTIME)
    @ObjectClassDefinition(
            name = "%storage.title",
            description = "%storage.description",
            localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** Connections that read at the same time; taken at the next start. */
        @AttributeDefinition(name = "%readers.name", description = "%readers.description", min = "1", max = "64")
        int readers() default 6;

        /** MiB of pages that the writer keeps; taken at the next start. */
        @AttributeDefinition(
                name = "%writer_cache.name",
                description = "%writer_cache.description",
                min = "1",
                max = "4096")
        int writer_cache() default 12;

        /** MiB of pages that each reader keeps; taken at the next start. */
        @AttributeDefinition(
                name = "%reader_cache.name",
                description = "%reader_cache.description",
                min = "1",
                max = "4096")
        int reader_cache() default 3;

        /** Units that may wait to be written; more are refused. */
        @AttributeDefinition(name = "%queue_units.name", description = "%queue_units.description", min = "1")
        int queue_units() default 10_000;

        /** MiB that waiting units may take up; more are refused. */
        @AttributeDefinition(name = "%queue_size.name", description = "%queue_size.description", min = "1")
        int queue_size() default 32;
    }

    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    /** The contract's limit for a read. */
    static final Duration READ_LIMIT = Duration.ofSeconds(2);

    private static final Duration ONCE_KEPT = Duration.ofDays(7);
    private static final int PRUNED_AT_ONCE = 500;

    private final Clock clock;
    private final Inbox inbox;
    private final Wakers wakers = new Wakers();
    private final Writer writer;
    private final Readers readers;
    private final Migrator migrator;
    private final Numbers numbers;
    private final ScheduledExecutorService housekeeping;
    /** Set while the thread rehearses. */
    private final ThreadLocal<Boolean> rehearsing = new ThreadLocal<>();

    @Activate
    public Storage(BundleContext context, @Reference Clock clock, Settings settings) {
        this(file(context), clock, settings, READ_LIMIT);
    }

    Storage(Path file, Clock clock, Settings settings, Duration readLimit) {
        Database database = new Database(file, settings.writer_cache() << 10, settings.reader_cache() << 10);
        this.clock = clock;
        this.inbox = new Inbox(settings.queue_units(), (long) settings.queue_size() << 20);
        this.writer = new Writer(database, clock, inbox, wakers, wakers::tell);
        this.readers = new Readers(database, settings.readers(), readLimit);
        this.migrator = new Migrator(writer, clock, readers::schemaChanged);
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("allmende-store-housekeeping").factory());
        try {
            writer.start();
            migrator.prepare();
            migrator.apply("store", ownTables(), rows -> {});
            this.numbers = new Numbers(
                    writer, readers.read(reader -> reader.count(Statement.of("SELECT reserved FROM store_id"))));
            housekeeping.scheduleWithFixedDelay(this::prune, 1, 10, TimeUnit.MINUTES);
        } catch (RuntimeException e) {
            log.error("The store can't be opened. {}", e.getMessage());
            end();
            throw e;
        }
    }

    /** Opens a store outside of a framework, with the settings' defaults: for tests and benchmarks. */
    public static Storage open(Path file, Clock clock) {
        return new Storage(file, clock, DefaultSettings.class.getAnnotation(Settings.class), READ_LIMIT);
    }

    @Modified
    void settings(Settings changed) {
        inbox.limit(changed.queue_units(), (long) changed.queue_size() << 20);
    }

    /** Finishes what was accepted. */
    @Deactivate
    @Override
    public void close() {
        try {
            numbers.close();
        } catch (RuntimeException e) {
            log.warn("Numbers that were set aside could not be given back; they will be left out", e);
        }
        end();
    }

    private void end() {
        housekeeping.shutdownNow();
        // readers hold states of the log, which the writer puts back into the file as its last act
        readers.close();
        writer.close();
    }

    @Override
    public <T> T read(Function<Reader, T> work) {
        return readers.read(work);
    }

    @Override
    public CompletionStage<Committed> write(Unit unit) {
        return rehearsing.get() == null ? writer.write(unit, true) : CompletableFuture.failedFuture(rehearsal());
    }

    /** Spares the detour over another thread: nobody else sees the future that is waited for. */
    @Override
    public Committed writeNow(Unit unit) {
        if (rehearsing.get() != null) {
            throw rehearsal();
        }
        try {
            return writer.write(unit, false).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void rehearse(Runnable work) {
        rehearsing.set(true);
        try {
            work.run();
        } finally {
            rehearsing.remove();
        }
    }

    private static Unavailable rehearsal() {
        return new Unavailable("A rehearsal writes nothing.", null);
    }

    @Override
    public long next() {
        return numbers.next();
    }

    @Override
    public Applied apply(String owner, Bundle bundle, LongConsumer rows) {
        return migrator.apply(owner, bundle, rows);
    }

    @Override
    public List<String> pending(String owner, Bundle bundle) {
        return migrator.pending(owner, bundle);
    }

    /** As {@link #apply(String, Bundle, LongConsumer)}, outside of a framework; the files are a name and a text each. */
    public Applied apply(String owner, Map<String, String> files, LongConsumer rows) {
        return migrator.apply(owner, files, rows);
    }

    Writer writer() {
        return writer;
    }

    @Override
    public AutoCloseable listen(Kind kind, Runnable wake) {
        return wakers.listen(kind, wake);
    }

    @Override
    public AutoCloseable witness(Witness witness) {
        return wakers.witness(witness);
    }

    /** What keeps it from writing; empty if nothing does. */
    Optional<String> trouble() {
        return writer.trouble();
    }

    /** Forgets keys of units after their time, a few at once. */
    void prune() {
        long before = clock.instant().minus(ONCE_KEPT).toEpochMilli();
        int gone;
        do {
            try {
                gone = writer.run(transaction -> transaction.update(Statement.of(
                        "DELETE FROM store_once WHERE key IN (SELECT key FROM store_once WHERE at < ? ORDER BY at LIMIT ?)",
                        before,
                        PRUNED_AT_ONCE)));
            } catch (RuntimeException e) {
                log.warn("Keys of old units could not be forgotten; the next try is in ten minutes", e);
                return;
            }
        } while (gone == PRUNED_AT_ONCE);
    }

    private static Path file(BundleContext context) {
        String home = context.getProperty("allmende.home");
        if (home == null || home.isBlank()) {
            throw new IllegalStateException(
                    "The framework property allmende.home is not set. Cure: set it to the directory that is to hold the store.");
        }
        return Path.of(home, "store", "allmende.db");
    }

    /** Read by class path, so that a store outside of a framework has its tables too. */
    private static Map<String, String> ownTables() {
        String name = "001-shared-tables.sql";
        try (InputStream in = Storage.class.getResourceAsStream("/migrations/" + name)) {
            return Map.of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the bundle org.allmende.storage is damaged", e);
        }
    }

    /** Carries the defaults. */
    @Settings
    private static final class DefaultSettings {}
}
