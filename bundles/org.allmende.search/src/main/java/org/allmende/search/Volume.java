/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.store.Directory;

/**
 * One index: its files, the view that searches use, and, while this generation writes to it, the writer. A view made from
 * the writer sees what is not committed yet; without a writer it sees commits, whoever made them.
 */
final class Volume implements AutoCloseable {

    private static final String OFFSET = "offset";
    private static final String HOSTS = "hosts";

    /**
     * What a commit holds.
     *
     * @param offset of the event up to which it holds everything
     * @param hosts those whose content was taken in
     */
    record Mark(long offset, Set<String> hosts) {
        Mark {
            hosts = Set.copyOf(hosts);
        }

        Mark to(long further) {
            return new Mark(Math.max(offset, further), hosts);
        }
    }

    /** Which posts lie in the spaces that somebody may read is asked with every question, by few groups of people. */
    private static final QueryCachingPolicy READABLE = new QueryCachingPolicy() {
        @Override
        public void onUse(Query query) {
            // what is worth keeping is known beforehand
        }

        @Override
        public boolean shouldCache(Query query) {
            return query instanceof TermInSetQuery terms && terms.getField().equals(Fields.SPACE);
        }
    };

    private final String name;
    private final Directory directory;
    private final SearcherFactory factory;
    private volatile SearcherManager searchers;
    private volatile IndexWriter writer;

    private Volume(String name, Directory directory) {
        this.name = name;
        this.directory = directory;
        // A cache of our own: the default one belongs to the library, which outlives this generation.
        QueryCache cache = new LRUQueryCache(200, 4L << 20, leaf -> true, Float.MAX_VALUE);
        this.factory = new SearcherFactory() {
            @Override
            public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
                IndexSearcher searcher = new IndexSearcher(reader);
                searcher.setQueryCache(cache);
                searcher.setQueryCachingPolicy(READABLE);
                return searcher;
            }
        };
    }

    /** Opens what the last commit holds, for reading. */
    static Volume open(String name, Directory directory) throws IOException {
        Volume volume = new Volume(name, directory);
        volume.searchers = new SearcherManager(directory, volume.factory);
        return volume;
    }

    /** Makes a new one, for writing. */
    static Volume create(String name, Directory directory, IndexWriterConfig config) throws IOException {
        Volume volume = new Volume(name, directory);
        volume.writer = new IndexWriter(directory, config.setOpenMode(IndexWriterConfig.OpenMode.CREATE));
        volume.searchers = new SearcherManager(volume.writer, volume.factory);
        return volume;
    }

    String name() {
        return name;
    }

    SearcherManager searchers() {
        return searchers;
    }

    /** Null while this generation does not write. */
    IndexWriter writer() {
        return writer;
    }

    boolean isWriting() {
        return writer != null;
    }

    /** A writer that failed has closed itself; searches go on from the last commit, and the writer is taken anew. */
    void dropWriterIfFailed() throws IOException {
        IndexWriter held = writer;
        if (held != null && !held.isOpen()) {
            release();
        }
    }

    /** Rewrites, in the background, the files that hold something deleted. */
    void purge() throws IOException {
        writer.forceMergeDeletes(false);
    }

    /**
     * Takes the writer.
     *
     * @throws org.apache.lucene.store.LockObtainFailedException if another generation has it
     */
    IndexWriter take(IndexWriterConfig config) throws IOException {
        IndexWriter taken = new IndexWriter(directory, config.setOpenMode(IndexWriterConfig.OpenMode.APPEND));
        try {
            SearcherManager before = searchers;
            searchers = new SearcherManager(taken, factory);
            before.close();
        } catch (IOException | RuntimeException e) {
            taken.rollback();
            throw e;
        }
        writer = taken;
        return taken;
    }

    /** Lets go of the writer; searches go on from the last commit, so commit first. */
    void release() throws IOException {
        IndexWriter held = writer;
        if (held == null) {
            return;
        }
        writer = null;
        // Not close(): that would wait for merges.
        held.rollback();
        SearcherManager before = searchers;
        searchers = new SearcherManager(directory, factory);
        before.close();
    }

    void commit(Mark mark) throws IOException {
        IndexWriter held = writer;
        held.setLiveCommitData(Map.of(OFFSET, Long.toString(mark.offset()), HOSTS, String.join(" ", mark.hosts()))
                .entrySet());
        held.commit();
    }

    /** What the last commit says of itself. */
    Mark committed() throws IOException {
        Map<String, String> said = SegmentInfos.readLatestCommit(directory).getUserData();
        try {
            return new Mark(
                    Long.parseLong(said.getOrDefault(OFFSET, "")),
                    Set.of(said.getOrDefault(HOSTS, "").split(" ")));
        } catch (IllegalArgumentException e) {
            throw new CorruptIndexException(
                    "the commit does not say how far it goes: " + said, directory.toString(), e);
        }
    }

    /**
     * Reads every file once.
     *
     * @throws IOException if one is not as it was written, or gone: what is mapped can be read even then
     */
    void verify() throws IOException {
        SegmentInfos commit = SegmentInfos.readLatestCommit(directory);
        for (String file : commit.files(true)) {
            directory.fileLength(file);
        }
        SearcherManager manager = searchers;
        IndexSearcher searcher = manager.acquire();
        try {
            for (LeafReaderContext leaf : ((DirectoryReader) searcher.getIndexReader()).leaves()) {
                org.apache.lucene.index.FilterLeafReader.unwrap(leaf.reader()).checkIntegrity();
            }
        } finally {
            manager.release(searcher);
        }
    }

    @Override
    public void close() throws IOException {
        IndexWriter held = writer;
        writer = null;
        try (Directory files = directory;
                SearcherManager manager = searchers) {
            if (held != null) {
                held.rollback();
            }
        }
    }
}
