/** The feature {@code search}: an index that follows what is written, and the pages and calls that ask it. */
package org.allmende.search;
