/**
 * The program {@code allmende}: boots the framework from the distribution's {@code runtime.json}, or takes a word of the command
 * line to the suite that already runs on the home.
 *
 * <p>Read {@link org.allmende.launcher.Main} first; it has one branch for {@code start} ({@link org.allmende.launcher.Start}) and
 * one for every other word ({@link org.allmende.launcher.Words}). Nothing here knows what the suite does: the words are carried out
 * by verbs inside it, and the launcher shares no class with it.
 */
package org.allmende.launcher;
