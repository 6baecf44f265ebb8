/**
 * Which language a text is in, from the sequences of letters that it is made of.
 *
 * <pre>{@code
 * LanguageTable table = LanguageTable.load();
 * LanguageTable.Guess guess = table.guess("Wo ist die Sommerschule?");
 * assert guess.language().equals("de");
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.allmende.lib.languages;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
