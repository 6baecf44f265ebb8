/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of administrative acts, each entry holding the hash of the one before it.
 *
 * <p>An entry is kept in the same unit as its act. The writer runs no code of ours, so the hash is added shortly afterwards, in
 * the order of the entries: sealing. Who acted is in the chain as a reference only; name and address lie beside it and can
 * be erased without breaking it.
 *
 * <p>Shows that an entry was changed or taken out by somebody with access to the store, the newest ones too: the last seal is
 * noted beside it as well, in {@link AuditHead}. Does not keep anybody who may write both from computing all of it anew. Safe
 * for concurrent use.
 */
@Component(service = {Audit.class, AuditTrail.class})
public final class AuditTrail implements Audit {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final String START = "0".repeat(64);
    private static final int AT_ONCE = 500;
    private static final long[] SEAL_AFTER_MS = {200, 2_000, 20_000};

    private static final String COLUMNS =
            "SELECT a.id, a.time, a.actor, a.act, a.subject, a.detail, a.hash, p.name, p.client"
                    + " FROM audit_entry a LEFT JOIN audit_person p ON p.entry = a.id ";

    private final Store store;
    private final Clock clock;
    private final ScheduledExecutorService sealing = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("audit").factory());
    private final AtomicBoolean planned = new AtomicBoolean();
    private final Object chain = new Object();
    private final AuditHead head;
    /** What is wrong with the end of the chain; stays so, whatever is sealed after it, until somebody saw to it. */
    private volatile Optional<String> lost = Optional.empty();

    /**
     * @param name of who acted, empty if the system did or the member was erased
     * @param hash empty until it is sealed
     */
    record Entry(
            long id,
            Instant time,
            String actor,
            String act,
            String subject,
            String detail,
            String hash,
            String name,
            String client) {}

    @Activate
    public AuditTrail(
            @Reference Migrations migrations, @Reference Store store, @Reference Clock clock, BundleContext context) {
        this(made(migrations, context, store), clock, Path.of(context.getProperty("allmende.home")));
    }

    private static Store made(Migrations migrations, BundleContext context, Store store) {
        migrations.apply("audit", context.getBundle(), rows -> {});
        return store;
    }

    AuditTrail(Store store, Clock clock, Path home) {
        this.store = store;
        this.clock = clock;
        this.head = new AuditHead(home);
        plan();
    }

    @Deactivate
    void close() {
        sealing.shutdownNow();
    }

    @Override
    public Unit entry(Viewer who, String client, String act, String subject, String detail) {
        plan();
        String actor = who.member().map(it -> it.ref().toString()).orElse("");
        return Unit.of(
                Statement.of(
                        "INSERT INTO audit_entry (time, actor, act, subject, detail) VALUES (?, ?, ?, ?, ?)",
                        clock.instant(),
                        actor,
                        act,
                        subject,
                        detail),
                Statement.of(
                        "INSERT INTO audit_person (entry, actor, name, client)"
                                + " VALUES (last_insert_rowid(), ?, ?, ?)",
                        actor,
                        who.member().map(Member::name).orElse(""),
                        client));
    }

    @Override
    public Unit forget(Ref member) {
        return Unit.of(
                Statement.of("UPDATE audit_person SET name = '', client = '' WHERE actor = ?", member.toString()));
    }

    /** The newest first; those older than {@code before}. */
    List<Entry> entries(OptionalLong before, String act, int limit) {
        seal();
        return store.read(reader -> reader.list(
                Statement.of(
                        COLUMNS + "WHERE a.id < ? AND (? = '' OR a.act LIKE ? || '%') ORDER BY a.id DESC LIMIT ?",
                        before.orElse(Long.MAX_VALUE),
                        act,
                        act,
                        limit),
                AuditTrail::entry));
    }

    /**
     * Entries in the order of the chain, all of them sealed.
     *
     * @param after the id after which to begin; 0 for the first
     */
    List<Entry> chain(long after, int limit) {
        seal();
        return store.read(reader -> reader.list(
                Statement.of(COLUMNS + "WHERE a.id > ? ORDER BY a.id LIMIT ?", after, limit), AuditTrail::entry));
    }

    /** Acts of one member, the newest first. */
    List<Entry> of(String actor, int limit) {
        return store.read(reader -> reader.list(
                Statement.of(COLUMNS + "WHERE a.actor = ? ORDER BY a.id DESC LIMIT ?", actor, limit),
                AuditTrail::entry));
    }

    /** What is wrong with the end of the trail, and the cure. */
    Optional<String> lost() {
        return lost;
    }

    /** Computes the whole chain anew; the first entry that is not as it was sealed, if there is one. */
    OptionalLong broken() {
        seal();
        String before = START;
        long last = 0;
        while (true) {
            List<Entry> some = after(last);
            for (Entry entry : some) {
                if (!entry.hash().isEmpty() && !entry.hash().equals(hash(before, entry))) {
                    return OptionalLong.of(entry.id());
                }
                before = entry.hash();
                last = entry.id();
            }
            if (some.size() < AT_ONCE) {
                return lost.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(head.newest().orElseThrow().id());
            }
        }
    }

    /** Hashes what is not yet hashed, in order. */
    void seal() {
        synchronized (chain) {
            compare();
            while (true) {
                List<Entry> open = store.read(reader -> reader.list(
                        Statement.of(COLUMNS + "WHERE a.hash IS NULL ORDER BY a.id LIMIT " + AT_ONCE),
                        AuditTrail::entry));
                if (open.isEmpty()) {
                    return;
                }
                String before = store.read(reader -> reader.first(
                                Statement.of(
                                        "SELECT hash FROM audit_entry WHERE id < ? ORDER BY id DESC LIMIT 1",
                                        open.getFirst().id()),
                                row -> row.text("hash")))
                        .orElse(START);
                List<Statement> seals = new ArrayList<>();
                for (Entry entry : open) {
                    before = hash(before, entry);
                    seals.add(Statement.of(
                                    "UPDATE audit_entry SET hash = ? WHERE id = ? AND hash IS NULL", before, entry.id())
                            .expecting(1));
                }
                store.writeNow(Unit.of(seals));
                if (lost.isEmpty()) {
                    note(new AuditHead.Sealed(open.getLast().id(), before));
                }
            }
        }
    }

    /** One that can't be noted now is by the next: an older head still fits. */
    private void note(AuditHead.Sealed sealed) {
        try {
            head.move(sealed);
        } catch (UncheckedIOException e) {
            LOG.error("{}", e.getMessage(), e);
        }
    }

    /** Before anything is sealed: an entry without a seal that had one before would be given one again. */
    private void compare() {
        Optional<AuditHead.Sealed> last = head.newest();
        if (last.isEmpty() || lost.isPresent()) {
            return;
        }
        Optional<String> there = store.read(reader -> reader.first(
                        Statement.of(
                                "SELECT hash FROM audit_entry WHERE id = ?",
                                last.get().id()),
                        row -> row.optionalText("hash")))
                .flatMap(hash -> hash);
        if (there.filter(last.get().hash()::equals).isEmpty()) {
            lost = Optional.of(
                    "The audit trail no longer holds entry " + last.get().id()
                            + " as it was sealed. Cure: compare the trail with a backup; if it was brought back from one, stop, remove "
                            + head.file() + " and start again.");
            LOG.error("{}", lost.get());
        }
    }

    /** The entry's unit may be written at once or a little later, so it is looked for more than once. */
    private void plan() {
        if (!planned.compareAndSet(false, true)) {
            return;
        }
        for (long after : SEAL_AFTER_MS) {
            boolean first = after == SEAL_AFTER_MS[0];
            try {
                sealing.schedule(() -> sealQuietly(first), after, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.RejectedExecutionException e) {
                return; // closing: sealed at the next start
            }
        }
    }

    private void sealQuietly(boolean first) {
        if (first) {
            planned.set(false);
        }
        try {
            seal();
        } catch (RuntimeException e) {
            LOG.debug("The audit trail is sealed later", e);
        }
    }

    private List<Entry> after(long id) {
        return store.read(reader -> reader.list(
                Statement.of(COLUMNS + "WHERE a.id > ? ORDER BY a.id LIMIT " + AT_ONCE, id), AuditTrail::entry));
    }

    /** Each part with its length, so that nothing can be moved from one into the next. */
    private static String hash(String before, Entry entry) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(
                    before,
                    Long.toString(entry.id()),
                    Long.toString(entry.time().toEpochMilli()),
                    entry.actor(),
                    entry.act(),
                    entry.subject(),
                    entry.detail())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Entry entry(Row row) {
        Optional<String> hash = row.optionalText("hash");
        return new Entry(
                row.number("id"),
                row.instant("time"),
                row.text("actor"),
                row.text("act"),
                row.text("subject"),
                row.text("detail"),
                hash.orElse(""),
                row.text("name"),
                row.text("client"));
    }
}
