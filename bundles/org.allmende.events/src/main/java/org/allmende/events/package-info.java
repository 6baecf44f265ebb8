/** The log of events, who follows it, and what was set aside. */
package org.allmende.events;
