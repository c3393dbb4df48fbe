/**
 * Wiring only: one node made of the rooms below, given loop, disk, workers, transport and randomness from outside.
 *
 * <pre>
 * caller -&gt; SwarmNode -&gt; Writer, Reader -&gt; Links (peer, LocalLink) -&gt; StorageNode
 * </pre>
 *
 * <p>In: calls from any thread, handed to the node's loop. Out: futures completed on the loop; whoever hangs
 * application code on one moves it elsewhere. The same classes run in production and in the simulator.
 */
package io.kvswarm.internal.node;
