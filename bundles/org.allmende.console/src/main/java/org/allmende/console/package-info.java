/**
 * Serves the words of the command line at the socket {@code <home>/socket}: {@link org.allmende.console.Door} takes connections,
 * {@link org.allmende.console.Conversation} is one of them.
 */
package org.allmende.console;
