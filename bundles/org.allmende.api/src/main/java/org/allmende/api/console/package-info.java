/**
 * What the command line can do beyond starting: verbs, run inside the suite, their words printed at the terminal.
 *
 * <pre>{@code
 * public int run(List<String> arguments, Terminal terminal) {
 *     terminal.line("12 topics, 40 posts");
 *     return Verb.DONE;
 * }
 * }</pre>
 */
@Export
@Version("1.0.1")
package org.allmende.api.console;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
