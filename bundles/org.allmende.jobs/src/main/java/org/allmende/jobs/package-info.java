/** What happens at a time. */
package org.allmende.jobs;
