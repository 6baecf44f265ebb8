/**
 * People: who they are, what they may do, and who is asking.
 *
 * <pre>{@code
 * static final Permission REVIEW = new Permission("moderation.review", Role.MODERATOR);
 * if (!viewer.may(REVIEW)) {
 *     throw Problem.forbidden("Only moderators see cases.").asException();
 * }
 * }</pre>
 */
@Export
@Version("1.1.0")
package org.allmende.api.member;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
