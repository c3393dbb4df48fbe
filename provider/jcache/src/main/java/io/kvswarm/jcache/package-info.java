/**
 * The swarm behind {@code javax.cache}: the JSR-107 provider.
 *
 * <p>In: an application's calls, on its threads. Out: reads and changes of the {@link io.kvswarm.spi}. Application code
 * (loaders, writers, listeners, processors, codecs) runs on the caller's thread or on the provider's own executor.
 */
package io.kvswarm.jcache;
