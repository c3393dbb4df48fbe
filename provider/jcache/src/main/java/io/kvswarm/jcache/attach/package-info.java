/**
 * How a cache comes to its store, also before its swarm can be reached.
 *
 * <p>In: the name and the terms a cache is opened on. Out: a {@link io.kvswarm.spi.CacheStore}: the swarm's, or one
 * that works without and becomes the swarm's in the background. Safe from any thread.
 *
 * <p>Always true: what was left in a store before it was attached is logged, in its order, before anything else is; a
 * store whose cache the swarm has on other terms does nothing but fail.
 */
package io.kvswarm.jcache.attach;
