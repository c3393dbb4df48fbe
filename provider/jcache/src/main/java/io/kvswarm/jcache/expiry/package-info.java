/**
 * How long entries live: an application's {@link javax.cache.expiry.ExpiryPolicy} becomes milliseconds.
 *
 * <p>In: the policy, on the thread of whoever does the operation. Out: the life that goes with a change. Always true: a
 * policy that throws or says nothing never loses an entry, it leaves its life as it was.
 */
package io.kvswarm.jcache.expiry;
