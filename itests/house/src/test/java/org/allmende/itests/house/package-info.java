/**
 * The rules of the house, read off the built jars and the sources: who may import whom, what a bundle has, what its messages must
 * be, and that the contract's versions tell the truth. {@link org.allmende.itests.house.House} is what all of them look at.
 */
package org.allmende.itests.house;
