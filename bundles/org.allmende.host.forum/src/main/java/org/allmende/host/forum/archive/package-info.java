/**
 * Takes in a forum archive: JSON lines, in any order, of any length, some of them broken.
 *
 * <p>{@link Import} is the verb; {@link Lines} reads, {@link Entries} understands, {@link Intake} keeps. The files are read
 * three times, for members and spaces, for topics, for posts, so that an item may stand before what it refers to and nothing
 * but the batch at hand is in memory.
 */
package org.allmende.host.forum.archive;
