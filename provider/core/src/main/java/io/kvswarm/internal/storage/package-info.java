/**
 * The owner's side of a swarm: decides mutations, answers reads, and keeps the log and its index in step.
 *
 * <pre>
 * Link -&gt; Owner -&gt; BlockTask -&gt; CellState, EntryTable -&gt; RecordLog
 *                                                          |  written, synced
 * Link &lt;- ResultSender &lt;---------- Releases &lt;--------------+
 * </pre>
 *
 * <p>In: blocks, reads and scans from links. Out: results and answers, none before the log has done what the durability
 * of the change names. Everything runs on the node's loop. Records are effects: what a turn decided is applied by the
 * same code at once, after a crash and, later, at a mirror (RULES 19).
 *
 * <p>Always true: a cell's index grows by one with every record; a session's mutations of a cell are decided once, in
 * order; nothing is shown that the log could still lose by a fault its durability names.
 */
package io.kvswarm.internal.storage;
