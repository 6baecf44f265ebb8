/** The forum over HTTP, for programs: the same acts and the same sight as its pages. */
package org.allmende.host.forum.http;
