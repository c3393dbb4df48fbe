package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.integration.Writing;
import io.kvswarm.jcache.listener.Listeners;
import io.kvswarm.jcache.statistics.Counters;

/**
 * What an open cache consists of.
 *
 * @param entries   what is stored
 * @param lives     how long it lives
 * @param loading   the application's loader
 * @param writing   the application's writer
 * @param listeners who is told
 * @param counters  what is counted
 */
public record Parts(
        Entries entries, Lives lives, Loading loading, Writing writing, Listeners listeners, Counters counters) {}
