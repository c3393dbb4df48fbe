/**
 * What a storage node's log says, ready to be looked up: the rebuildable index, and the table of entries above it.
 *
 * <pre>
 * loop:    find, put, remove -&gt; EntryTable: overlay, resident entries
 *                                   |  commits, in big batches        ^  pages, entries
 * workers:                        Index: Xodus or memory, with the log's watermark
 * </pre>
 *
 * <p>In: effects of log records, in the log's order, from the one loop that owns the table. Out: entries, pages in the
 * order of the key space, counts, deadlines that have passed, keys to evict. Values too large for the index are read
 * from the log.
 *
 * <p>The table is confined to its loop; the index is used on two workers, one that writes and one that reads.
 *
 * <p>Always true: the log is the truth; an index holds exactly what the log said up to the watermark committed with it,
 * or it is thrown away; what cannot be verified is an error, never a miss.
 */
package io.kvswarm.internal.store;
