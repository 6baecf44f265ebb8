/** What the templates of this bundle show: everything in words already, in the reader's language. */
package org.allmende.audit.view;
