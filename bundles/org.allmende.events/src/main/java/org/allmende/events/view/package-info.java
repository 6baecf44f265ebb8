/** What the templates of this bundle show. */
package org.allmende.events.view;
