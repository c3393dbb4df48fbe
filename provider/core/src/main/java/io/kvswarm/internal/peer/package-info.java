/**
 * Nodes finding each other, proving who they are, and one link for every two of them.
 *
 * <pre>
 * Peers -&gt; Dialer -&gt; AddressBook, RunDirectory        whom to reach, and where
 *   |        |
 *   |        +--&gt; Transport -&gt; Connection              frames between two keys: NettyTransport, or the simulator
 *   +--&gt; Link -&gt; write, read, storage                   hello said, admitted, heartbeats
 * </pre>
 *
 * <p>In: addresses, nodes to stay connected to, messages to send. Out: links, messages received, refusals. Everything
 * runs on the node's loop; names are looked up and the run directory is read on threads of their own. Netty is used
 * here and nowhere else.
 *
 * <p>Always true: whatever is delivered on a link was sent by the key it names, after both sides said hello and the
 * node admitted it; a link that ended delivers nothing more; what a peer can make this node keep is bounded before it
 * is known and after.
 */
package io.kvswarm.internal.peer;
