/** All hosts as one: content is read from them, changes taken in, commands given, drafts judged. Exports nothing. */
package org.allmende.hosts;
