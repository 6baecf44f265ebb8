/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.allmende.api.store.Store.Unavailable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * The store's file and how connections to it are set up. Thread-safe; what it opens is not.
 *
 * <p>WAL, so that readers and the writer never wait for one another; {@code synchronous=FULL}, so that a commit that was
 * acknowledged survives a power failure. No memory map: it would count as resident memory.
 */
final class Database {

    /** How long the file of the log may stay after it has been written back. */
    private static final long LOG_BYTES = 32L << 20;

    private final Path file;
    private final int writerCacheKib;
    private final int readerCacheKib;
    private final Failures failures;

    Database(Path file, int writerCacheKib, int readerCacheKib) {
        this.file = file;
        this.writerCacheKib = writerCacheKib;
        this.readerCacheKib = readerCacheKib;
        this.failures = new Failures(file);
    }

    Path file() {
        return file;
    }

    Failures failures() {
        return failures;
    }

    /** Makes the directory and the file if they are not there. */
    void prepare() {
        try {
            Files.createDirectories(file.getParent());
            shut();
        } catch (IOException e) {
            throw new Unavailable(
                    "The directory " + file.getParent() + " of the store can't be made (" + e.getMessage()
                            + "). Cure: let the user that runs Allmende write to it, or choose another with --home.",
                    e);
        }
    }

    /** To all but the user that runs Allmende. Before it is opened: SQLite gives the log beside it the rights of the file. */
    private void shut() throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> own = PosixFilePermissions.fromString("rw-------");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(own));
        }
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            try {
                Files.setPosixFilePermissions(part, own);
            } catch (FileSystemException e) {
                // Not there, or somebody else's; whether it can be used is told when it is opened.
            }
        }
    }

    /** A connection that writes, with a transaction always open; it begins with its first statement. */
    Connection openForWriting() throws SQLException {
        SQLiteConfig config = settings(writerCacheKib);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit((int) LOG_BYTES);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(5_000);
        Connection connection = open(config);
        connection.setAutoCommit(false);
        return connection;
    }

    /** A connection that only reads, likewise. */
    Connection openForReading() throws SQLException {
        SQLiteConfig config = settings(readerCacheKib);
        config.setReadOnly(true);
        config.setBusyTimeout(1_000);
        Connection connection = open(config);
        connection.setAutoCommit(false);
        return connection;
    }

    private static SQLiteConfig settings(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setCacheSize(-cacheKib);
        // Else the driver looks up the last row's number after every insert, with a statement parsed anew each time.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection open(SQLiteConfig config) throws SQLException {
        Properties properties = config.toProperties();
        return JDBC.createConnection(JDBC.PREFIX + file.toAbsolutePath(), properties);
    }
}
