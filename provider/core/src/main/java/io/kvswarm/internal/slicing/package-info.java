/**
 * Which node owns which part of the key space, and what moves when capacities change.
 *
 * <pre>
 * key -&gt; SipHash -&gt; position -&gt; CellTable -&gt; cell, owner
 *                                   ^
 * capacities -&gt; RandomSlicing, the slices of every node
 * </pre>
 *
 * <p>In: capacities, and slices read from a config. Out: slices, cells, owners. Pure and immutable throughout, safe
 * from any thread.
 *
 * <p>Always true: slices cover the key space without gap or overlap; every cell has one owner; a node's share of cells
 * is within one cell per slice of its share of the capacity; there are never more slices than cells and no number in
 * them is longer than 256 bits.
 */
package io.kvswarm.internal.slicing;
