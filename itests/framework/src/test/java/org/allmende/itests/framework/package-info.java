/** The runtime's bundles in a real framework, started by Pax Exam; the tests run as a bundle among them. */
package org.allmende.itests.framework;
