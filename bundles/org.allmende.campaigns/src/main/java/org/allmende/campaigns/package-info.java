/** Announcements and scheduled topics, to an audience, at each member's local hour. Exports nothing. */
package org.allmende.campaigns;
