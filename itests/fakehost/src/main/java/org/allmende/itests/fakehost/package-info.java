/** A deliberately awkward host for tests: {@link org.allmende.itests.fakehost.FakeHost}, written to through {@link org.allmende.itests.fakehost.Desk}. */
package org.allmende.itests.fakehost;
