/**
 * The writer side of every mutation: number, outbox, delivery, result.
 *
 * <pre>
 * Draft -&gt; Writer -&gt; Session -&gt; Outbox, a log -&gt; Lane -&gt; Destination -&gt; Block ~~~ owner
 *            ^                                     |                                |
 *            +------ Submission &lt;-------------- Delivery &lt;------- Results, Nack ~~~~+
 * </pre>
 *
 * <p>In: drafts, each batch with a level and a deadline; links, results and refusals of owners; news of the routing.
 * Out: blocks for owners, results for callers, and for reads the values that are logged and not at their owner yet. No
 * type here has seen a connection.
 *
 * <p>Everything is confined to the node's loop. A <em>lane</em> is what one session has to say to one cell, in order.
 *
 * <p>Always true: a mutation keeps its session, number, place and bytes, whatever happens to links, owners and this
 * process; per session and cell mutations are sent in the order of their numbers; a session sends for a cell only when
 * the sessions before it have nothing left there; what was logged is forgotten only when its owner has it synced; what
 * a caller was told has failed never appears later.
 */
package io.kvswarm.internal.write;
