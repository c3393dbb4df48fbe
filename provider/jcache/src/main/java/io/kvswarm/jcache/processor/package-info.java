/**
 * Entry processors: the entry they are given, and their results.
 *
 * <p>A processor runs on the caller's thread, in each round of its operation again; no class travels, and neither
 * processors nor arguments have to be serializable. What it did to the entry takes effect, is counted and announced
 * once, when its last round is over.
 */
package io.kvswarm.jcache.processor;
