/**
 * What clients saw, and whether it can have happened: per-key linearizability, versions, exactly-once counts.
 *
 * <p>In: operations with the times at which they began and ended, and the faults that may take something back. Out: a
 * verdict with an explanation. Knows nothing of nodes, threads or time but what it is told.
 */
package io.kvswarm.sim.history;
