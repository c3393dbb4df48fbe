/**
 * Measures a swarm beside a yardstick: an echo of the same shape, over the same kind of connections, in the same run.
 *
 * <p>{@code Bench} starts the processes, tells the clients what to do and prints the table; {@code Client} is the
 * process with the blocked application threads, on an {@code EchoService} or a {@code SwarmService}; {@code EchoServer}
 * and {@code StorageProcess} are the other ends. Nothing is asserted: what misses its target is shown.
 */
package io.kvswarm.samples.bench;
