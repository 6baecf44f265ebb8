/**
 * Moderation: members report, moderators decide, checks look at posts before and after they are published.
 *
 * <p>{@code check} says what is wrong with a text, {@code cases} keeps what is to be looked at and what was decided,
 * {@code pages} and {@code http} show both to people and programs.
 */
package org.allmende.moderation;
