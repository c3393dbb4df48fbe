/**
 * A log: records appended for ever, in segment files that prove what is in them.
 *
 * <pre>
 * loop:    append -&gt; queue             marks &lt;- listeners
 *                      |                 ^
 * writer:            batch -&gt; file -&gt; sync         reader: position -&gt; file -&gt; record
 * </pre>
 *
 * <p>In: records in the order their cells decide, from one loop; what is in their bodies is nobody's business here.
 * Out: marks, how far the log is written and how far it is synced; records again, by position or all in order.
 *
 * <p>A log is confined to its loop; its file work is done by two workers, one that writes and one that reads.
 *
 * <p>Always true: a mark never goes back; what a mark was told for is in the file (written) or on the device (synced);
 * after any crash a log holds a prefix of what was appended to it; a record whose checksum is wrong is never given out;
 * the indexes of a cell rise by one; after a failed sync nothing is written any more.
 */
package io.kvswarm.internal.log;
