/**
 * The forum's pages: what people see of {@link org.allmende.host.forum.content}.
 *
 * <p>One class for the pages that belong together, each a {@link org.allmende.api.web.Route}. A page reads and posts
 * without a script: forms that answer with 303, errors that keep what was typed. Where htmx asks for a part, it gets the
 * same template's part.
 */
package org.allmende.host.forum.pages;
