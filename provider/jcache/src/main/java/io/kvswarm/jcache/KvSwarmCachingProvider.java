package io.kvswarm.jcache;

import io.kvswarm.jcache.config.ConfigLocator;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;

/**
 * The JSR-107 provider of kvswarm. Making one, or a manager, starts nothing: no thread, socket, file or MBean. Safe
 * from any thread.
 */
public final class KvSwarmCachingProvider implements CachingProvider {
    private final Engines engines;
    // Loaders are held weakly by this map and by nothing their managers hold, as far as the application lets go of
    // both.
    private final Map<ClassLoader, Map<URI, KvSwarmCacheManager>> managers = new WeakHashMap<>();

    /** For {@link javax.cache.Caching}; cannot fail. */
    public KvSwarmCachingProvider() {
        this(Engines.OF_PROCESS);
    }

    KvSwarmCachingProvider(Engines engines) {
        this.engines = engines;
    }

    @Override
    public synchronized CacheManager getCacheManager(URI uri, ClassLoader classLoader, Properties properties) {
        URI managerUri = uri == null ? getDefaultURI() : uri;
        ClassLoader loader = classLoader == null ? getDefaultClassLoader() : classLoader;
        Map<URI, KvSwarmCacheManager> ofLoader = managers.computeIfAbsent(loader, any -> new HashMap<>());
        KvSwarmCacheManager manager = ofLoader.get(managerUri);
        if (manager == null || manager.isClosed()) {
            manager =
                    new KvSwarmCacheManager(this, ConfigLocator.load(managerUri, loader), loader, properties, engines);
            ofLoader.put(managerUri, manager);
        }
        return manager;
    }

    @Override
    public CacheManager getCacheManager(URI uri, ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    /** This class's own loader. */
    @Override
    public ClassLoader getDefaultClassLoader() {
        return KvSwarmCachingProvider.class.getClassLoader();
    }

    /**
     * {@code kvswarm:embedded}, unless the system property {@value ConfigLocator#PROPERTY} or the environment variable
     * {@value ConfigLocator#VARIABLE} says otherwise.
     */
    @Override
    public URI getDefaultURI() {
        return ConfigLocator.defaultUri();
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public void close() {
        List<ClassLoader> loaders;
        synchronized (this) {
            loaders = List.copyOf(managers.keySet());
        }
        loaders.forEach(this::close);
    }

    @Override
    public void close(ClassLoader classLoader) {
        Map<URI, KvSwarmCacheManager> closing;
        synchronized (this) {
            closing = managers.remove(classLoader == null ? getDefaultClassLoader() : classLoader);
        }
        if (closing != null) {
            List.copyOf(closing.values()).forEach(KvSwarmCacheManager::close);
        }
    }

    @Override
    public void close(URI uri, ClassLoader classLoader) {
        KvSwarmCacheManager closing;
        synchronized (this) {
            Map<URI, KvSwarmCacheManager> ofLoader =
                    managers.get(classLoader == null ? getDefaultClassLoader() : classLoader);
            closing = ofLoader == null ? null : ofLoader.get(uri == null ? getDefaultURI() : uri);
        }
        if (closing != null) {
            closing.close();
        }
    }

    /** Entries live in a swarm, as bytes: store by reference is not supported in any mode. */
    @Override
    public boolean isSupported(OptionalFeature feature) {
        return false;
    }

    /** Forgets a manager that is closed. */
    synchronized void forget(KvSwarmCacheManager manager) {
        Map<URI, KvSwarmCacheManager> ofLoader = managers.get(manager.getClassLoader());
        if (ofLoader != null) {
            ofLoader.remove(manager.getURI(), manager);
            if (ofLoader.isEmpty()) {
                managers.remove(manager.getClassLoader());
            }
        }
    }
}
