/**
 * One process at a time holds a data directory; this hands the commands of the others to it.
 *
 * <pre>
 * a command -&gt; DirectoryHold: free? -&gt; this process is the holder: LocalServer beside its own command
 *                      | taken
 *                      +-&gt; LocalClient === Unix socket === LocalServer of the holder
 * </pre>
 *
 * <p>In: a {@link io.kvswarm.cli.local.Request}, the words of a command. Out: its output, its error lines and its exit
 * code, as if it had run here. Every connection has two threads of its own; both ends block.
 *
 * <p>Always true: the socket lies in a directory that only its owner may enter, and talks only to processes of the same
 * user; no length a peer sends is believed before it is checked; a malformed frame ends its connection only.
 */
package io.kvswarm.cli.local;
