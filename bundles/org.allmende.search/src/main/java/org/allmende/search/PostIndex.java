/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.host.Hosts;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.LanguageDetector;
import org.allmende.api.text.Languages;
import org.allmende.api.text.Markup;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of posts: follows the events, is read by searches, and rebuilds itself when it is missing or damaged.
 *
 * <p>What it says of how far it goes lies in its own commit, so a crash between store and index loses nothing: events after
 * that offset come again, and indexing a post again changes nothing. It is rebuilt beside the one in use, by reading the
 * hosts' content and then the events since; without one in use, searches see what has been rebuilt so far.
 *
 * <p>Two generations may be alive at once. Both read; the writer belongs to the one whose consumer is called, and is handed
 * over on asking (docs/decisions/search-index-handover.md). Thread-safe.
 */
@Component(service = PostIndex.class)
@Designate(ocd = Settings.class)
public final class PostIndex {

    private static final Logger LOG = LoggerFactory.getLogger(PostIndex.class);

    private static final int BATCH = 500;
    private static final long TICK = 100;
    /** An index up to this size is verified before it is used, a larger one while it is. */
    private static final long VERIFIED_AT_ONCE = 64L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(10);

    /** What a search does with the index. */
    @FunctionalInterface
    interface Look<T> {
        T at(IndexSearcher searcher) throws IOException;
    }

    /**
     * How the index is.
     *
     * @param documents posts that can be found, and keys of those that may not be
     * @param applied the offset of the newest event that it shows
     * @param committed the offset that is on disk
     * @param rebuilding how many posts have been read again, if it is being rebuilt
     * @param expected how many there will be, roughly; 0 if nobody can tell
     * @param trouble what went wrong last; empty if nothing did
     */
    record Status(
            long documents,
            long bytes,
            long applied,
            long committed,
            Optional<Long> rebuilding,
            long expected,
            boolean usable,
            String trouble) {}

    private final Hosts hosts;
    private final Events events;
    private final Tongues tongues;
    private final Documents documents;
    private final Scribe scribe;
    private final Writers writers;
    private final Shelf shelf;

    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(named("search-index"));
    private final ExecutorService work = Executors.newSingleThreadExecutor(named("search-rebuild"));

    /** Held by whoever writes, takes or releases the writer, or puts another volume in its place. */
    private final ReentrantLock pen = new ReentrantLock();

    private final Condition moved = pen.newCondition();

    /**
     * Held while the writer commits, and by whoever closes it: a commit waits for the disk, and what is written meanwhile
     * should not wait for the commit. Taken after {@link #pen}, never before it.
     */
    private final ReentrantLock commit = new ReentrantLock();

    /** The index in use; null if there is none yet. */
    private volatile Volume live;
    /** The index that is being built, shown while there is none in use. */
    private volatile Volume partial;

    private volatile Volume.Mark applied = new Volume.Mark(0, Set.of());
    private volatile long committed;
    /** The newest event that the consumer was given. */
    private volatile long handed;

    private volatile boolean dirty;
    private volatile boolean closed;
    private volatile Settings settings;
    private volatile long refreshed;
    private volatile long lookedAround = System.nanoTime();
    private volatile String trouble = "";
    private final AtomicBoolean building = new AtomicBoolean();
    private volatile long built;
    private volatile long expected;
    private volatile long written;
    private volatile boolean purge;
    private long purged = System.nanoTime() - BETWEEN_PURGES.toNanos();

    @Activate
    public PostIndex(
            BundleContext context,
            @Reference Hosts hosts,
            @Reference Events events,
            @Reference Languages languages,
            @Reference LanguageDetector detector,
            @Reference Markup markup,
            Settings settings)
            throws IOException {
        this(home(context).resolve("search"), hosts, events, languages, detector, markup, settings);
    }

    PostIndex(
            Path folder,
            Hosts hosts,
            Events events,
            Languages languages,
            LanguageDetector detector,
            Markup markup,
            Settings settings)
            throws IOException {
        this.hosts = hosts;
        this.events = events;
        this.settings = settings;
        this.tongues = new Tongues(settings.language());
        this.documents = new Documents(tongues, body -> markup.plain(body, Integer.MAX_VALUE));
        this.scribe = new Scribe(hosts, languages, detector, documents);
        this.writers = new Writers(tongues, () -> this.settings);
        this.shelf = new Shelf(folder);
        shelf.make();
        pen.lock();
        try {
            if (!openCurrent()) {
                rebuild();
            }
        } finally {
            pen.unlock();
        }
        ticker.scheduleWithFixedDelay(this::tick, TICK, TICK, TimeUnit.MILLISECONDS);
        work.execute(writers::warmUp);
    }

    private static Path home(BundleContext context) {
        String home = context.getProperty("allmende.home");
        return home != null ? Path.of(home) : context.getDataFile("").toPath();
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    @Deactivate
    void close() throws IOException {
        closed = true;
        ticker.shutdown();
        work.shutdown();
        try {
            ticker.awaitTermination(5, TimeUnit.SECONDS);
            work.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pen.lock();
        commit.lock();
        try {
            moved.signalAll();
            Volume used = live;
            live = null;
            if (used != null) {
                try (used) {
                    if (used.isWriting()) {
                        used.commit(applied);
                    }
                }
            }
        } finally {
            commit.unlock();
            pen.unlock();
            tongues.close();
        }
    }

    // --- reading

    Tongues tongues() {
        return tongues;
    }

    Documents documents() {
        return documents;
    }

    /**
     * Looks at the index as it is now, give or take the time between two refreshes.
     *
     * @throws ProblemException of status 503 if it can't be read; then it is checked, and rebuilt if it is damaged
     */
    <T> T read(Look<T> look) {
        for (int attempt = 1; ; attempt++) {
            Volume volume = live != null ? live : partial;
            try {
                if (volume == null) {
                    return look.at(new IndexSearcher(new MultiReader()));
                }
                refresh(volume);
                SearcherManager searchers = volume.searchers();
                IndexSearcher searcher = searchers.acquire();
                try {
                    return look.at(searcher);
                } finally {
                    searchers.release(searcher);
                }
            } catch (AlreadyClosedException e) {
                if (attempt == 5) {
                    throw unreadable(e);
                }
            } catch (ProblemException e) {
                throw e;
            } catch (IOException | RuntimeException | InternalError | AssertionError e) {
                // A damaged file shows itself in many ways; one that was cut short as an InternalError.
                suspect(volume, e);
                throw unreadable(e);
            }
        }
    }

    private static ProblemException unreadable(Throwable e) {
        return Problem.unavailable(
                        "The index can't be read at the moment. It is being checked, and rebuilt if need be; try"
                                + " again in some seconds.")
                .asException(e);
    }

    private void refresh(Volume volume) throws IOException {
        long now = System.nanoTime();
        if (now - refreshed < TimeUnit.MILLISECONDS.toNanos(settings.refresh())) {
            return;
        }
        refreshed = now;
        try {
            volume.searchers().maybeRefresh();
        } catch (AlreadyClosedException e) {
            // The writer was released or failed just now; what the view shows is still good.
            LOG.debug("The view of {} was not refreshed: {}", volume.name(), e.getMessage());
        }
    }

    /** How many posts can be found so far, if not all can. */
    Optional<Long> rebuiltInSight() {
        return live == null && building.get() ? Optional.of(built) : Optional.empty();
    }

    Status status() {
        Volume volume = live != null ? live : partial;
        long count = volume == null
                ? 0
                : read(searcher -> (long) searcher.getIndexReader().numDocs());
        return new Status(
                count,
                volume == null ? 0 : shelf.size(volume.name()),
                applied.offset(),
                committed,
                building.get() ? Optional.of(built) : Optional.empty(),
                expected,
                live != null,
                trouble);
    }

    // --- following

    /** Up to where everything is on disk, or will be read when the index is rebuilt. */
    long safeUpTo() {
        return committed;
    }

    /** Takes in what happened. Waits for the writer if another generation still has it. */
    void follow(List<Event> batch) throws IOException, InterruptedException {
        pen.lockInterruptibly();
        try {
            long last = batch.getLast().offset();
            Optional<Volume> volume = writing();
            if (volume.isPresent()) {
                write(volume.get(), batch);
                applied = applied.to(last);
                dirty = true;
            }
            // Without an index the rebuild reads these events from the log once it has read the hosts.
            handed = Math.max(handed, last);
        } finally {
            pen.unlock();
        }
    }

    private void write(Volume volume, List<Event> batch) throws IOException {
        if (scribe.write(volume, batch)) {
            purge = true;
        }
    }

    /** The index in use, with the writer; empty if there is none that can be written. */
    private Optional<Volume> writing() throws IOException, InterruptedException {
        long patience = PATIENCE.toNanos();
        while (!closed) {
            Volume volume = live;
            if (volume == null) {
                return Optional.empty();
            }
            commit.lock();
            try {
                volume.dropWriterIfFailed();
                if (volume.isWriting()) {
                    return Optional.of(volume);
                }
                followCurrent();
            } catch (IOException | RuntimeException e) {
                suspect(volume, e);
                throw e;
            } finally {
                commit.unlock();
            }
            try {
                live.take(writers.config());
                shelf.granted();
                catchUp(live);
            } catch (LockObtainFailedException e) {
                if (patience <= 0) {
                    throw e;
                }
                shelf.ask();
                patience = moved.awaitNanos(Math.min(patience, TimeUnit.MILLISECONDS.toNanos(20))) > 0
                        ? patience
                        : patience - TimeUnit.MILLISECONDS.toNanos(20);
            } catch (IOException | RuntimeException e) {
                suspect(live, e);
                throw e;
            }
        }
        throw new IllegalStateException("this generation has been stopped");
    }

    /** After taking the writer: what the last commit lacks of what we were given already. */
    private void catchUp(Volume volume) throws IOException {
        Volume.Mark mark = volume.committed();
        committed = mark.offset();
        applied = mark;
        while (applied.offset() < handed) {
            if (!step(volume)) {
                break;
            }
        }
    }

    /** Reads the next events from the log; false if there are none. */
    private boolean step(Volume volume) throws IOException {
        List<Event> next = events.after(applied.offset(), BATCH);
        if (next.isEmpty()) {
            return false;
        }
        write(volume, next);
        applied = applied.to(next.getLast().offset());
        dirty = true;
        return true;
    }

    // --- keeping it

    private void tick() {
        try {
            long now = System.nanoTime();
            Volume volume = live;
            boolean writing = volume != null && volume.isWriting();
            if (writing && shelf.asked()) {
                release();
            } else if (writing && dirty && now - written >= TimeUnit.MILLISECONDS.toNanos(settings.commit())) {
                commit();
            }
            if (now - lookedAround >= LOOK_AROUND.toNanos()) {
                lookedAround = now;
                lookAround();
            }
        } catch (IOException | RuntimeException e) {
            trouble = String.valueOf(e.getMessage());
            LOG.warn("The index could not be kept: {}. It is tried again.", e.toString());
            suspect(live, e);
        }
    }

    private void commit() throws IOException {
        commit.lock();
        try {
            Volume volume = live;
            if (volume == null || !volume.isWriting()) {
                return;
            }
            dirty = false;
            written = System.nanoTime();
            // All up to here is with the writer; that the commit may hold more does no harm.
            Volume.Mark mark = applied;
            try {
                volume.commit(mark);
            } catch (IOException | RuntimeException e) {
                dirty = true;
                throw e;
            }
            committed = mark.offset();
            trouble = "";
            if (purge && System.nanoTime() - purged >= BETWEEN_PURGES.toNanos()) {
                purge = false;
                purged = System.nanoTime();
                volume.purge();
            }
        } finally {
            commit.unlock();
        }
    }

    /** Another generation wants to write. */
    private void release() throws IOException {
        pen.lock();
        commit.lock();
        try {
            Volume volume = live;
            if (volume != null && volume.isWriting()) {
                volume.commit(applied);
                committed = applied.offset();
                dirty = false;
                volume.release();
                LOG.info("Another generation of the search writes now, from event {}", committed);
            }
        } finally {
            commit.unlock();
            pen.unlock();
        }
    }

    private void lookAround() throws IOException {
        pen.lock();
        commit.lock();
        try {
            Volume volume = live;
            if (volume == null) {
                return;
            }
            volume.dropWriterIfFailed();
            followCurrent();
            if (!building.get() && !live.isWriting()) {
                Volume.Mark mark = live.committed();
                applied = mark;
                committed = mark.offset();
            }
        } finally {
            commit.unlock();
            pen.unlock();
        }
        Set<String> there = hosts.ids();
        if (live != null && !building.get() && !applied.hosts().containsAll(there)) {
            LOG.info("There is a host that the index has not read: {}", there);
            rebuild();
        }
    }

    /** If another generation has built a new index, uses that. With both locks held. */
    private void followCurrent() throws IOException {
        Optional<String> current = shelf.current();
        Volume before = live;
        if (current.isEmpty() || before == null || current.get().equals(before.name())) {
            return;
        }
        Volume next = open(current.get());
        live = next;
        applied = next.committed();
        committed = applied.offset();
        dirty = false;
        before.close();
    }

    private Volume open(String name) throws IOException {
        return Volume.open(name, FSDirectory.open(shelf.folder(name)));
    }

    /** Opens the index in use; false if there is none that fits the store. */
    private boolean openCurrent() {
        try {
            Optional<String> current = shelf.current();
            if (current.isEmpty()) {
                return false;
            }
            Volume volume = open(current.get());
            boolean good = false;
            try {
                Volume.Mark mark = volume.committed();
                if (shelf.size(volume.name()) <= VERIFIED_AT_ONCE) {
                    volume.verify();
                } else {
                    work.execute(() -> verify(volume));
                }
                if (mark.offset() > events.newest() || mark.offset() + 1 < events.floor()) {
                    LOG.warn(
                            "The index goes to event {}, the log from {} to {}; it is built anew",
                            mark.offset(),
                            events.floor(),
                            events.newest());
                    return false;
                }
                live = volume;
                applied = mark;
                committed = mark.offset();
                handed = mark.offset();
                good = true;
                return true;
            } finally {
                if (!good) {
                    volume.close();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The index can't be used: {}. It is built anew", e.toString());
            return false;
        }
    }

    // --- rebuilding

    /** Something went wrong while {@code volume} was used: if it is damaged, it is built anew. */
    private void suspect(Volume volume, Throwable why) {
        if (volume == null || closed || building.get()) {
            return;
        }
        LOG.warn("The index failed and is checked: {}", why.toString());
        try {
            work.execute(() -> verify(volume));
        } catch (RejectedExecutionException e) {
            LOG.debug("Not checked: this generation is being stopped");
        }
    }

    private void verify(Volume volume) {
        if (volume != live || closed) {
            return;
        }
        try {
            volume.verify();
        } catch (AlreadyClosedException e) {
            LOG.debug("The index was closed while it was checked");
        } catch (IOException | RuntimeException | InternalError | AssertionError e) {
            damaged(volume, e);
        }
    }

    private void damaged(Volume volume, Throwable how) {
        pen.lock();
        commit.lock();
        try {
            if (live != volume) {
                return;
            }
            LOG.error("The index is damaged: {}. It is built anew from what the hosts have", how.getMessage());
            trouble = "it was damaged: " + how.getMessage();
            live = null;
            committed = Math.max(committed, events.newest());
            try {
                volume.close();
            } catch (IOException e) {
                LOG.debug("The damaged index could not be closed", e);
            }
        } finally {
            commit.unlock();
            pen.unlock();
        }
        rebuild();
    }

    /** Builds the index anew, beside the one in use; does nothing if that is being done. */
    void rebuild() {
        if (closed || !building.compareAndSet(false, true)) {
            return;
        }
        built = 0;
        expected = applied.offset() == 0 || live == null
                ? 0
                : read(s -> (long) s.getIndexReader().numDocs());
        if (live == null) {
            // The rebuild reads on from here by itself; nobody needs to hand these events over again.
            committed = events.newest();
        }
        work.execute(() -> {
            boolean done = false;
            try {
                build();
                done = true;
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    trouble = "it could not be built: " + e.getMessage();
                    LOG.error("The index could not be built; it is tried again in {}", TRY_AGAIN, e);
                }
            } finally {
                building.set(false);
                if (!done && !closed) {
                    ticker.schedule(this::rebuildUnlessThere, TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        });
    }

    private void rebuildUnlessThere() {
        pen.lock();
        try {
            if (live == null && openCurrent()) {
                return;
            }
        } finally {
            pen.unlock();
        }
        rebuild();
    }

    private void build() throws IOException {
        long began = System.nanoTime();
        String name = "b" + Long.toHexString(System.currentTimeMillis()) + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        Files.createDirectories(shelf.folder(name));
        Volume fresh = Volume.create(name, FSDirectory.open(shelf.folder(name)), writers.config());
        boolean used = false;
        Reading all = new Reading(fresh, hosts, events, scribe, () -> closed, posts -> built = posts);
        try {
            partial = live == null ? fresh : null;
            all.readHosts();
            // Most of what happened meanwhile without the pen, the last of it with.
            all.readLog(Long.MAX_VALUE);
            pen.lock();
            commit.lock();
            try {
                all.readLog(handed);
                all.stopIfClosed();
                Volume.Mark mark = all.mark();
                fresh.commit(mark);
                shelf.use(name);
                Volume old = live;
                live = fresh;
                used = true;
                applied = mark;
                committed = mark.offset();
                written = System.nanoTime();
                dirty = false;
                trouble = "";
                if (old != null) {
                    old.close();
                }
            } finally {
                commit.unlock();
                pen.unlock();
            }
        } finally {
            partial = null;
            if (!used) {
                fresh.close();
            }
            try {
                shelf.current().ifPresent(this::keepOnly);
            } catch (IOException e) {
                LOG.warn("Indexes that are no longer used could not be deleted: {}", e.toString());
            }
        }
        LOG.info(
                "The index was built from {} posts in {} ms, up to event {}",
                built,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                all.mark().offset());
    }

    private void keepOnly(String name) {
        try {
            shelf.keepOnly(Set.of(name));
        } catch (IOException e) {
            LOG.warn("Indexes that are no longer used could not be deleted: {}", e.toString());
        }
    }

    /** Whether an item's host is there. */
    static boolean isThere(Hosts hosts, Ref item) {
        return hosts.ids().contains(item.host());
    }

    /** Waits until nothing is being built; for tests. */
    boolean settled(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        pen.lockInterruptibly();
        try {
            while (building.get() && System.nanoTime() < end) {
                moved.awaitNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            return !building.get();
        } finally {
            pen.unlock();
        }
    }

    /** For tests: as the ticker would do in its own time. */
    void commitNow() throws IOException {
        dirty = true;
        commit();
    }

    /** For tests. */
    IndexWriter writer() {
        Volume volume = live;
        return volume == null ? null : volume.writer();
    }
}
