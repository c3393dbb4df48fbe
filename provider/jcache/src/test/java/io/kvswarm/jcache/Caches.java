package io.kvswarm.jcache;

import io.kvswarm.jcache.config.ConfigLocator;
import java.net.URI;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/** A provider of its own for a test, with engines that no other test shares. */
final class Caches implements AutoCloseable {
    private final Engines engines = new Engines(NodeEngine::open);
    private final KvSwarmCachingProvider provider = new KvSwarmCachingProvider(engines);

    KvSwarmCachingProvider provider() {
        return provider;
    }

    Engines engines() {
        return engines;
    }

    KvSwarmCacheManager manager() {
        return manager(Caches.class.getClassLoader());
    }

    KvSwarmCacheManager manager(ClassLoader loader) {
        return (KvSwarmCacheManager) provider.getCacheManager(ConfigLocator.EMBEDDED, loader, null);
    }

    KvSwarmCacheManager manager(URI file) {
        return (KvSwarmCacheManager) provider.getCacheManager(file, Caches.class.getClassLoader(), null);
    }

    /** A cache with counted statistics. */
    <K, V> KvSwarmCache<K, V> make(String name, MutableConfiguration<K, V> configuration) {
        Cache<K, V> cache = manager().createCache(name, configuration);
        return (KvSwarmCache<K, V>) cache;
    }

    @Override
    public void close() {
        provider.close();
    }
}
