/** What the templates of this bundle show. */
package org.allmende.jobs.view;
