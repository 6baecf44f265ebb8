/**
 * Lends out what features offer, so that a feature can be swapped while calls are under way.
 *
 * <p>To be read from the inside out: {@link org.allmende.lease.Turnstile} counts calls; {@link org.allmende.lease.Seat} is a
 * service with its turnstile; {@link org.allmende.lease.Table} is what is offered between two switches;
 * {@link org.allmende.lease.Lending} switches tables and drains what left; {@link org.allmende.lease.StandIn} is what others
 * hold instead of a service. The rest ties this to the framework: {@link org.allmende.lease.Contracts} finds the kinds,
 * {@link org.allmende.lease.Intake} the services, {@link org.allmende.lease.Hiding} keeps them from everybody else.
 */
package org.allmende.lease;
