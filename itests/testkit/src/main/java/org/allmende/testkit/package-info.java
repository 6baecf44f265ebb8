/**
 * The runtime without a framework, for the tests of bundles: a real store in a directory of the test, real messages, a clock that the
 * test moves, and requests that are made by hand. Not part of any bundle.
 */
package org.allmende.testkit;
