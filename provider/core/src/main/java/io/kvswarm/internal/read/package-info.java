/**
 * Reads of this node: own pending writes, then the owner.
 *
 * <pre>
 * Reader -&gt; Request -&gt; Asking, one per owner -&gt; Read, Scan ~~~ owner
 *   ^          ^                                                |
 *   |          +---------- Entries, Page ~~~~~~~~~~~~~~~~~~~~~~~+
 *   +--- OwnWrites
 * </pre>
 *
 * <p>In: keys and pages asked for, each with a deadline; links, answers and news of the routing. Out: entries, absences
 * and failures; reads for owners, all of one turn packed together. No type here has seen a connection.
 *
 * <p>Everything is confined to the node's loop.
 *
 * <p>Always true: a request ends once, at the latest at its deadline; what is not known is a failure and never an
 * absence; reading twice does no harm, so what a link has lost is asked for again; no more than a set number of
 * requests is outstanding.
 */
package io.kvswarm.internal.read;
