/**
 * What the operations of a cache do, as a table, and the one runner that executes its rows.
 *
 * <pre>
 * KvSwarmCache -&gt; Runner -&gt; Entries (the store, with codecs)
 *      |            |-----&gt; KeyPlaces, the loader, the writer, the listeners, the counters
 *      +-------&gt; Bulk, of many keys in one request per owner
 * </pre>
 *
 * <p>{@link io.kvswarm.jcache.operation.Operation} has a row per operation: under which condition it does what, what it
 * returns, touches, loads, writes through and counts. A step ({@link io.kvswarm.jcache.operation.Call} by a row, or an
 * entry processor) decides what an entry becomes: a pure function of what was read, but for the application's loader
 * and processor. The runner reads, lets it decide, sends a change on condition of the version that was read, and on a
 * lost race does it again with what the owner gave back. Where nothing has to be known first, one change is all.
 *
 * <p>Runs on the caller's thread. Always true: what is returned, counted and announced is that of the final round; a
 * writer is called once for each value, before the entry changes; listeners run after the key's place was given back.
 */
package io.kvswarm.jcache.operation;
