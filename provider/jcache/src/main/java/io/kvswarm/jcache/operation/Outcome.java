package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.statistics.Tally;

/**
 * How a step ended.
 *
 * @param result for the caller
 * @param tally  what it counts for
 */
record Outcome(Object result, Tally tally) {}
