/**
 * What a cache provider stands on: caches by name, versioned reads, conditional changes, events. Narrow on purpose, and
 * for providers only; applications use {@link io.kvswarm}.
 *
 * <p>In: calls from any thread; none of them blocks. Out: futures, completed on the swarm's executor, never on a thread
 * that does network or disk; they fail with {@link io.kvswarm.api.SwarmException}. Byte arrays are not copied either
 * way and are not to be changed afterwards.
 */
package io.kvswarm.spi;
