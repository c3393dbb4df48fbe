/**
 * The world of a simulation: time, loops, workers and disks on one real thread, all decided by one seed.
 *
 * <p>In: real room code, which is given these in place of the machine's own. Out: the same run for the same seed.
 *
 * <p>Always true: nothing here looks at the real clock, and nothing runs but by {@link io.kvswarm.sim.SimTime#step}.
 */
package io.kvswarm.sim;
