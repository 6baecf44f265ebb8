/** The accounts of a deployment: who is asking, what they may do, and what was done by whom. Exports nothing. */
package org.allmende.identity;
