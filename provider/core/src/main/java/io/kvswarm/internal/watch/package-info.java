/**
 * What this node wants to be told of: the changes of caches, from every owner of cells.
 *
 * <pre>
 * Watching -&gt; Registration -&gt; Source, one per owner -&gt; Watch ~~~ owner
 *                 ^              ^                             |
 *     ChangeSink -+              +-------- Watched, Events ~~~~+
 *         |
 *   ListenerQueue -&gt; StoreListener, off the loop
 * </pre>
 *
 * <p>In: caches to watch; links, answers, events and news of the routing. Out: changes for sinks; watches for owners.
 * No type here has seen a connection. Everything is confined to the node's loop, but for
 * {@link io.kvswarm.internal.watch.ListenerQueue}, which takes changes from there to listeners.
 *
 * <p>Always true: while links hold, a sink is told every change once, in the order of its owner, from that owner's
 * answer on; whatever may be missing behind that is a gap, which the sink is told.
 */
package io.kvswarm.internal.watch;
