/** The suite as a guest in a framework that is another system's. Exports nothing. */
package org.allmende.guest;
