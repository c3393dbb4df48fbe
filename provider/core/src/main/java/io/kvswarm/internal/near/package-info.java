/**
 * Entries kept near: what this process has read, for as long as owners let it be used.
 *
 * <pre>
 * caller -&gt; NearCache -&gt; NearEntry -&gt; Source, its lease          (a hit, on the caller's thread)
 * Near   -&gt; Fill -&gt; Reader ~~~ owner                              (a miss, on the loop)
 *   ^        |
 *   |        +-&gt; NearCache
 *   +-- Lease, Invalidate ~~~ owner; own changes from the writer
 * </pre>
 *
 * <p>In: keys from any thread; leases, invalidations and links on the loop; what the writer has under way. Out: values
 * without a message; reads that ask to keep; answers to invalidations. Entries are added and removed on the loop alone.
 *
 * <p>Always true: an entry is used only while the lease of the very source it came from is alive on both clocks, looked
 * at after the entry; an entry that an owner or this process said changes is gone before that is answered, and before a
 * later lease counts; of a key that this process changes nothing is kept until its owner has answered.
 */
package io.kvswarm.internal.near;
