/**
 * What a manager is told by its URI: which swarm, as whom, and with which settings for which cache.
 *
 * <p>In: a URI, and the file it names, YAML or JSON. Out: immutable records, checked; or a {@code CacheException} that
 * names file, line, path, what was found and what is allowed. On the caller's thread; reads one file, starts nothing.
 *
 * <p>Always true: every key a file may have is one of {@link io.kvswarm.jcache.config.Setting}, and every one of those
 * is on the reference page.
 */
package io.kvswarm.jcache.config;
