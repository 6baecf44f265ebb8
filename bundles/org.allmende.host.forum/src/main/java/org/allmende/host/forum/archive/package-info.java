/**
 * Takes in a forum archive: JSON lines, in any order, of any length, some of them broken.
 *
 * <p>{@link Import} is the verb; {@link Lines} reads, {@link Entries} understands, {@link Intake} keeps. The files are read
 * once for spaces and once for everything. Where an item stands before what it refers to they are read again for topics and
 * for posts, so that nothing but the batch at hand is ever in memory.
 */
package org.allmende.host.forum.archive;
