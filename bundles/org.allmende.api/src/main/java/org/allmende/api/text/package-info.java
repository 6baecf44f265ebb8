/**
 * Words: those the suite says (messages), and what can be known of those that members write.
 *
 * <p>Messages lie in {@code OSGI-INF/l10n/messages.properties} of the bundle that says them (UTF-8, English), translations
 * beside it ({@code messages_de.properties}); each is an ICU MessageFormat pattern with named arguments:
 *
 * <pre>{@code
 * // replies={count, plural, =0 {No replies} one {One reply} other {# replies}}
 * Phrases phrases = messages.in(viewer.locale(), viewer.zone());
 * String line = phrases.get("replies", "count", 12);
 * }</pre>
 *
 * <p>Language, translation, classification and embedding are services that a feature may offer; without one, the default
 * method answers that nothing is known.
 */
@Export
@Version("1.1.0")
package org.allmende.api.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
