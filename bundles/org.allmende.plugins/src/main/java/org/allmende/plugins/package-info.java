/**
 * Installs, swaps and removes features while the site runs.
 *
 * <p>Where a thing happens: {@code feature} reads Feature JSON; {@code catalogue} knows what could be installed;
 * {@code journal} is the memory that decides what runs after a crash; {@code swap} carries a wish from planned to done;
 * {@code framework} does it to real bundles; {@code settings} and {@code deployment} are what administrators want otherwise, piece by
 * piece or as a file; {@code http} and {@code console} are how people ask for it.
 */
package org.allmende.plugins;
