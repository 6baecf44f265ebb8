/**
 * Errors that a person or a program outside is told about (RFC 9457).
 *
 * <pre>{@code
 * throw Problem.invalid("body", "is empty; write at least one character").asException();
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.allmende.api.problem;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
