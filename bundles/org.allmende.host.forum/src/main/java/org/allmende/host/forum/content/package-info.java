/**
 * What the forum holds and what one may do to it, for the forum's own pages, HTTP interface and import.
 *
 * <p>{@link Content} answers what a viewer may see, {@link Writing} does what a member asks, {@link Notifications} is the
 * bell. All three decide themselves what the viewer may see and do, so that pages and HTTP cannot differ. Items are named by
 * their id as text; what was imported may be named by the archive's id as well.
 */
package org.allmende.host.forum.content;
