/**
 * Where the suite keeps what must not be lost: one SQLite file, written by one thread.
 *
 * <p>Nobody's code runs on that thread. A writer hands over a {@link org.allmende.api.store.Unit}: statements, the events
 * they cause and the commands they give, applied together or not at all, acknowledged after they are on disk:
 *
 * <pre>{@code
 * store.write(Unit.of(Statement.of("UPDATE greeting SET text = ? WHERE id = ?", "Hello", 1).expecting(1)))
 *         .toCompletableFuture().join();
 * Optional<String> text = store.read(reader ->
 *         reader.first(Statement.of("SELECT text FROM greeting WHERE id = ?", 1), row -> row.text("text")));
 * }</pre>
 *
 * <p>A bundle's tables begin with its feature's name and are made by its migrations: files
 * {@code migrations/NNN-words.sql} in the bundle, applied in order, each once, before the generation starts. A version only
 * adds to tables. A statement that begins with {@code -- backfill TABLE} on the line before it is run in small batches,
 * with {@code :after} and {@code :until} standing for the bounds of the row id.
 */
@Export
@Version("1.1.0")
package org.allmende.api.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
