/**
 * Apache Sling CMS, a content management system that is itself made of OSGi bundles, with whatever a test installs in it. Skipped
 * with a reason where there is no Java 21, but never in CI.
 */
package org.allmende.itests.sling;
