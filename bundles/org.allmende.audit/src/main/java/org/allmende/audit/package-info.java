/** The record of what was done by whom, and what shows that nobody changed it. Exports nothing. */
package org.allmende.audit;
