/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Unavailable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what an error of SQLite means for whoever asked, and what to do about it. */
final class Failures {

    /** Who has to do something about it. */
    enum Kind {
        /** The state is not as a unit expected. */
        CONFLICT,
        /** The statement itself is wrong: a mistake in the code that gave it. */
        WRONG,
        /** It took too long and was ended. */
        INTERRUPTED,
        /** There is no room. Goes by itself when there is. */
        FULL,
        /** The file can't be read or written; the connection is not to be used again. */
        BROKEN
    }

    private final Path file;

    Failures(Path file) {
        this.file = file;
    }

    Kind kind(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return Kind.WRONG;
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
        return switch (primary) {
            case SQLITE_CONSTRAINT -> Kind.CONFLICT;
            case SQLITE_INTERRUPT -> Kind.INTERRUPTED;
            case SQLITE_FULL -> Kind.FULL;
            case SQLITE_PERM,
                    SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_NOMEM,
                    SQLITE_READONLY,
                    SQLITE_IOERR,
                    SQLITE_CORRUPT,
                    SQLITE_CANTOPEN,
                    SQLITE_PROTOCOL,
                    SQLITE_NOTADB -> Kind.BROKEN;
            default -> Kind.WRONG;
        };
    }

    /** @param sql the statement at fault; its text only, never its parameters, which may be personal */
    RuntimeException of(SQLException e, String sql) {
        return switch (kind(e)) {
            case CONFLICT -> new Conflict(plain(e) + ", in: " + oneLine(sql));
            case WRONG -> new IllegalArgumentException(plain(e) + ", in: " + oneLine(sql), e);
            default -> unavailable(e);
        };
    }

    Unavailable unavailable(SQLException e) {
        return new Unavailable(advice(e), e);
    }

    /** What is wrong with the file and what to do about it. */
    String advice(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            int primary = sqlite.getResultCode().code & 0xff;
            switch (SQLiteErrorCode.getErrorCode(primary)) {
                case SQLITE_FULL -> {
                    return "The disk that holds " + file + " is full; nothing was kept."
                            + " Cure: make room; the store goes on by itself.";
                }
                case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN -> {
                    return "The store " + file + " can't be opened for writing (" + plain(e) + ")."
                            + " Cure: let the user that runs Allmende write to it and to its directory.";
                }
                case SQLITE_CORRUPT, SQLITE_NOTADB -> {
                    return "The store " + file + " is damaged (" + plain(e) + ")."
                            + " Cure: stop, move it away, and bring back the last backup with `allmende restore FILE`.";
                }
                case SQLITE_BUSY, SQLITE_LOCKED -> {
                    return "The store " + file + " is held by another program (" + plain(e) + ")."
                            + " Cure: end that program; only Allmende may write to the store.";
                }
                case SQLITE_INTERRUPT -> {
                    return "The store was interrupted (" + plain(e) + "); nothing was kept.";
                }
                default -> {
                    // the general text below
                }
            }
        }
        return "The store " + file + " can't be used (" + plain(e) + ")."
                + " Cure: check the disk and the system's log; the store tries again with the next request.";
    }

    /** SQLite's own words, without the driver's code in front. */
    private static String plain(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int open = message.lastIndexOf('(');
        return open >= 0 && message.startsWith("[") && message.endsWith(")")
                ? message.substring(message.indexOf('(') + 1, message.length() - 1)
                : message;
    }

    static String oneLine(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 199) + "…";
    }
}
