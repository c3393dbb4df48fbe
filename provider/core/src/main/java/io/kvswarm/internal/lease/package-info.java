/**
 * Leases of keys on behalf of this node: asked of the keys' owners, held, extended, given back.
 *
 * <pre>
 * Leasing -&gt; Claim, one per key -&gt; LeaseKey, ReturnKey ~~~ owner
 *               |                                          |
 *             Leased &lt;---------------- KeyLeased ~~~~~~~~~~+
 * </pre>
 *
 * <p>In: keys somebody wants to have for a while; links, answers and news of the routing. Out: leases; questions for
 * owners. No type here has seen a connection. Everything is confined to the node's loop, but for
 * {@link io.kvswarm.internal.lease.Leased#isHeld}.
 *
 * <p>Always true: of each key at most one lease is held in this process at a time, and those who want it have it in the
 * order in which they asked; a lease that says it is held is held at the owner, too, unless the owner has crashed. A
 * lease only keeps others from being quicker: what is changed is changed on condition of a version all the same.
 */
package io.kvswarm.internal.lease;
