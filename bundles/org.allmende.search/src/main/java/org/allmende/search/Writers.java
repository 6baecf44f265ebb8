/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How index writers are configured. Thread-safe. */
final class Writers {

    private static final Logger LOG = LoggerFactory.getLogger(Writers.class);

    private final Tongues tongues;
    private final Supplier<Settings> settings;

    Writers(Tongues tongues, Supplier<Settings> settings) {
        this.tongues = tongues;
        this.settings = settings;
    }

    IndexWriterConfig config() {
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        merges.setMaxMergesAndThreads(4, 1);
        TieredMergePolicy policy = new TieredMergePolicy();
        // What is erased must not stay in a file for long.
        policy.setForceMergeDeletesPctAllowed(0);
        return new IndexWriterConfig(tongues.folded())
                .setRAMBufferSizeMB(settings.get().buffer())
                .setCommitOnClose(false)
                .setMergeScheduler(merges)
                .setMergePolicy(policy);
    }

    /** Writes and reads once in memory, so that the first post after a start is found as fast as the next. */
    void warmUp() {
        try (Directory memory = new ByteBuffersDirectory();
                Volume volume = Volume.create("warm-up", memory, config())) {
            Document document = new Document();
            for (String language : List.of("en", "de")) {
                document.add(new Documents.Stems(
                        Fields.BODY_STEMS, "warm words", tongues.stems(language).orElseThrow()));
            }
            document.add(new TextField(Fields.BODY, "warm words", Field.Store.YES));
            volume.writer().updateDocument(new Term(Fields.REF, ""), document);
            volume.searchers().maybeRefreshBlocking();
            volume.commit(new Volume.Mark(0, Set.of()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("The index was not warmed up: {}", e.toString());
        }
    }
}
