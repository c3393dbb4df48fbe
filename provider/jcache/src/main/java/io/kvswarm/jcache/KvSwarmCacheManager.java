package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Durability;
import io.kvswarm.api.SwarmException;
import io.kvswarm.jcache.attach.Attaching;
import io.kvswarm.jcache.attach.LateStore;
import io.kvswarm.jcache.codec.CodecSettings;
import io.kvswarm.jcache.codec.Codecs;
import io.kvswarm.jcache.codec.JdkCodecs;
import io.kvswarm.jcache.config.CacheNames;
import io.kvswarm.jcache.config.CacheSettings;
import io.kvswarm.jcache.config.NearMode;
import io.kvswarm.jcache.config.ProviderConfig;
import io.kvswarm.jcache.operation.Await;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;

/**
 * The caches one application has opened in one swarm. Starts nothing before the first cache is created. Safe from any
 * thread.
 */
public final class KvSwarmCacheManager implements CacheManager {
    private final KvSwarmCachingProvider provider;
    private final ProviderConfig config;
    private final WeakReference<ClassLoader> classLoader;
    private final Properties properties;
    private final Engines.Hold hold;
    private final Map<String, KvSwarmCache<?, ?>> caches = new ConcurrentSkipListMap<>();
    private final OneByOne names = new OneByOne();
    private final AtomicBoolean isClosing = new AtomicBoolean();

    KvSwarmCacheManager(
            KvSwarmCachingProvider provider,
            ProviderConfig config,
            ClassLoader classLoader,
            Properties properties,
            Engines engines) {
        this.provider = provider;
        this.config = config;
        this.classLoader = new WeakReference<>(classLoader);
        this.properties = properties == null ? new Properties() : properties;
        this.hold = engines.hold(config.swarm());
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return config.uri();
    }

    @Override
    public ClassLoader getClassLoader() {
        return classLoader.get();
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    /**
     * Makes a cache, or opens the one that the swarm has under this name if it was made with the same types, store by
     * value and expiry. One of several callers wins; others get a {@link CacheException}.
     */
    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String cacheName, C configuration) {
        requireOpen();
        CacheNames.require(cacheName);
        Objects.requireNonNull(configuration, "configuration");
        if (!configuration.isStoreByValue()) {
            throw new UnsupportedOperationException(
                    "store by reference is not supported: entries live in a swarm, as bytes");
        }
        return names.alone(cacheName, deadlineOf(cacheName), () -> make(cacheName, configuration));
    }

    private <K, V> KvSwarmCache<K, V> make(String name, Configuration<K, V> configuration) {
        KvSwarmCache<?, ?> there = caches.get(name);
        if (there != null && !there.isOfFile()) {
            throw new CacheException("a cache named \"" + name + "\" is open in this manager already");
        }
        KvSwarmCache<K, V> cache = open(name, configuration, false);
        if (there != null) {
            there.close();
        }
        return keep(cache);
    }

    @Override
    public <K, V> Cache<K, V> getCache(String cacheName, Class<K> keyType, Class<V> valueType) {
        Objects.requireNonNull(keyType, "keyType");
        Objects.requireNonNull(valueType, "valueType");
        Cache<K, V> cache = getCache(cacheName);
        if (cache instanceof KvSwarmCache<K, V> open) {
            requireType("key", open.configuration().getKeyType(), keyType);
            requireType("value", open.configuration().getValueType(), valueType);
        }
        return cache;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> Cache<K, V> getCache(String cacheName) {
        requireOpen();
        KvSwarmCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        return (Cache<K, V>) (cache == null && config.existsOnGet(cacheName) ? openOfFile(cacheName) : cache);
    }

    @Override
    public Iterable<String> getCacheNames() {
        requireOpen();
        TreeSet<String> names = new TreeSet<>(caches.keySet());
        names.addAll(config.names());
        return List.copyOf(names);
    }

    /** Removes the cache from the swarm, open here or not; does nothing if there is none. */
    @Override
    public void destroyCache(String cacheName) {
        requireOpen();
        Objects.requireNonNull(cacheName, "cacheName");
        names.alone(cacheName, deadlineOf(cacheName), () -> {
            destroy(cacheName);
            return null;
        });
    }

    private void destroy(String name) {
        KvSwarmCache<?, ?> cache = caches.get(name);
        if (cache != null) {
            cache.close();
        }
        if (cache != null || (CacheNames.isName(name) && (hold.isStarted() || !isInMemory()))) {
            CacheEngine swarm = engine().caches();
            Patience patience = new Patience(deadlineOf(name), Durability.OS);
            CacheStore store = cache == null || cache.store() instanceof LateStore
                    ? Await.result(swarm.find(name, patience))
                    : cache.store();
            if (store != null) {
                Await.result(swarm.destroy(store));
            }
        }
    }

    @Override
    public void enableManagement(String cacheName, boolean enabled) {
        requireOpen();
        KvSwarmCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        if (cache != null) {
            cache.enableManagement(enabled);
        }
    }

    @Override
    public void enableStatistics(String cacheName, boolean enabled) {
        requireOpen();
        KvSwarmCache<?, ?> cache = caches.get(Objects.requireNonNull(cacheName, "cacheName"));
        if (cache != null) {
            cache.enableStatistics(enabled);
        }
    }

    /**
     * Closes this manager's caches; their entries stay. The last manager of a swarm in this process stops its node.
     * Does not wait for a cache that is being created, which may take until storage nodes answer: that fails.
     */
    @Override
    public void close() {
        if (isClosing.getAndSet(true)) {
            return;
        }
        provider.forget(this);
        boolean isPatient = true;
        for (KvSwarmCache<?, ?> cache : List.copyOf(caches.values())) {
            // Where loads of one cache wait for storage nodes that are away, those of others do, too.
            isPatient &= cache.close(isPatient);
        }
        hold.close();
    }

    @Override
    public boolean isClosed() {
        return isClosing.get();
    }

    /** This manager, or the {@link KvSwarm} behind it, which that starts. */
    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == KvSwarm.class) {
            requireOpen();
            return type.cast(engine().swarm());
        }
        throw new IllegalArgumentException("a manager is a " + KvSwarmCacheManager.class.getName() + " with a "
                + KvSwarm.class.getName() + ", no " + type.getName());
    }

    /** The engine, started if it was not. */
    Engine engine() {
        try {
            return hold.engine();
        } catch (SwarmException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    /** Forgets a cache that is closed. */
    void forget(KvSwarmCache<?, ?> cache) {
        caches.remove(cache.getName(), cache);
    }

    private KvSwarmCache<?, ?> openOfFile(String name) {
        CacheNames.require(name);
        return names.alone(name, deadlineOf(name), () -> {
            KvSwarmCache<?, ?> there = caches.get(name);
            return there != null ? there : keep(open(name, configurationOf(config.settingsOf(name)), true));
        });
    }

    /** Opens a cache, unless this manager was closed meanwhile. */
    private <T extends KvSwarmCache<?, ?>> T keep(T cache) {
        caches.put(cache.getName(), cache);
        try {
            cache.open();
            requireOpen();
            return cache;
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private Duration deadlineOf(String name) {
        return config.settingsOf(name).service().deadline();
    }

    private <K, V> KvSwarmCache<K, V> open(String name, Configuration<K, V> configuration, boolean isOfFile) {
        CacheSettings settings = settingsOf(name, configuration);
        LiveConfiguration<K, V> live = new LiveConfiguration<>(configuration);
        live.enableStatistics(live.isStatisticsEnabled() || settings.flags().statistics());
        live.enableManagement(live.isManagementEnabled() || settings.flags().management());
        ApplicationCode code = ApplicationCode.of(live);
        CacheStore store = attach(name, SharedTerms.of(live, code.lives()), settings);
        Codecs codecs = JdkCodecs.of(getClassLoader(), CodecSettings.DEFAULT.withAllowed(config.allowedClasses()));
        CacheStore near = near(store, settings.near());
        return new KvSwarmCache<>(
                this, live, code, new Backing(store, near, codecs, engine(), settings.service(), isOfFile));
    }

    private static CacheStore near(CacheStore store, CacheSettings.Near near) {
        return near.mode() == NearMode.OFF
                ? store
                : store.near(new NearPlan(
                        NearPlan.Mode.valueOf(near.mode().name()),
                        near.maxEntries(),
                        near.maxBytes(),
                        near.staleness()));
    }

    /** What the URI says of a cache of that name, and the application's own configuration over it. */
    private CacheSettings settingsOf(String name, Configuration<?, ?> configuration) {
        CacheSettings said = config.settingsOf(name);
        return configuration instanceof KvSwarmConfiguration<?, ?> own
                ? CacheNames.requireSafe(KvSwarmConfiguration.SOURCE, name, own.over(said))
                : said;
    }

    @SuppressWarnings("unchecked")
    private Configuration<Object, Object> configurationOf(CacheSettings settings) {
        return new MutableConfiguration<>()
                .setTypes((Class<Object>) type(settings.types().key()), (Class<Object>)
                        type(settings.types().value()))
                .setExpiryPolicyFactory(
                        settings.expiry().kind().policy(settings.expiry().duration()));
    }

    private Class<?> type(String name) {
        try {
            return Class.forName(name, false, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new CacheException(config.uri() + " names the class " + name + ", which is not there", e);
        }
    }

    private boolean isInMemory() {
        return config.swarm().isEmbedded() && config.swarm().directory().isEmpty();
    }

    private CacheStore attach(String name, SharedTerms terms, CacheSettings settings) {
        CachePlan plan = terms.plan(settings.bounds());
        return new Attaching(engine().caches(), name, plan, there -> difference(terms, plan, there))
                .open(settings.service().onUnreachable(), settings.service().deadline());
    }

    private static String difference(SharedTerms terms, CachePlan here, CachePlan there) {
        String difference = terms.difference(SharedTerms.of(there));
        return difference == null && !there.bounds().equals(here.bounds())
                ? "its bounds are " + there.bounds() + ", here they are " + here.bounds()
                : difference;
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the cache manager of " + config.uri() + " is closed");
        }
    }

    private static void requireType(String what, Class<?> configured, Class<?> wanted) {
        if (!configured.equals(wanted)) {
            throw new ClassCastException(
                    "the cache's " + what + " type is " + configured.getName() + ", not " + wanted.getName());
        }
    }
}
