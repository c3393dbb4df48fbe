/**
 * The application's loader and writer, called so that what they throw becomes exactly what the specification names.
 *
 * <p>In: keys and values, on the caller's thread or on the provider's executor. Out: what was loaded; which entries of
 * a batch were written. Always true: nothing an application threw leaves as it came, except errors of the machine.
 */
package io.kvswarm.jcache.integration;
