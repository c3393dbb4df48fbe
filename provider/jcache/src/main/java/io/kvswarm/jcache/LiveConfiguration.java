package io.kvswarm.jcache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;

/** What holds for an open cache now; applications can read it only. Safe from any thread. */
final class LiveConfiguration<K, V> implements CompleteConfiguration<K, V> {
    private static final long serialVersionUID = 1;

    private final KvSwarmConfiguration<K, V> given;
    private final CopyOnWriteArraySet<CacheEntryListenerConfiguration<K, V>> listeners;
    private volatile boolean isStatisticsEnabled;
    private volatile boolean isManagementEnabled;

    /** A copy of what the application gave. */
    LiveConfiguration(Configuration<K, V> configuration) {
        given = copyOf(configuration);
        listeners = new CopyOnWriteArraySet<>();
        given.getCacheEntryListenerConfigurations().forEach(listeners::add);
        isStatisticsEnabled = given.isStatisticsEnabled();
        isManagementEnabled = given.isManagementEnabled();
    }

    private static <K, V> KvSwarmConfiguration<K, V> copyOf(Configuration<K, V> configuration) {
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return new KvSwarmConfiguration<>(complete);
        }
        return new KvSwarmConfiguration<K, V>()
                .setTypes(configuration.getKeyType(), configuration.getValueType())
                .setStoreByValue(configuration.isStoreByValue());
    }

    boolean addListener(CacheEntryListenerConfiguration<K, V> listener) {
        return listeners.add(listener);
    }

    boolean removeListener(CacheEntryListenerConfiguration<K, V> listener) {
        return listeners.remove(listener);
    }

    void enableStatistics(boolean isOn) {
        isStatisticsEnabled = isOn;
    }

    void enableManagement(boolean isOn) {
        isManagementEnabled = isOn;
    }

    @Override
    public Class<K> getKeyType() {
        return given.getKeyType();
    }

    @Override
    public Class<V> getValueType() {
        return given.getValueType();
    }

    @Override
    public boolean isStoreByValue() {
        return given.isStoreByValue();
    }

    @Override
    public boolean isReadThrough() {
        return given.isReadThrough();
    }

    @Override
    public boolean isWriteThrough() {
        return given.isWriteThrough();
    }

    @Override
    public boolean isStatisticsEnabled() {
        return isStatisticsEnabled;
    }

    @Override
    public boolean isManagementEnabled() {
        return isManagementEnabled;
    }

    @Override
    public Iterable<CacheEntryListenerConfiguration<K, V>> getCacheEntryListenerConfigurations() {
        return List.copyOf(listeners);
    }

    @Override
    public Factory<CacheLoader<K, V>> getCacheLoaderFactory() {
        return given.getCacheLoaderFactory();
    }

    @Override
    public Factory<CacheWriter<? super K, ? super V>> getCacheWriterFactory() {
        return given.getCacheWriterFactory();
    }

    @Override
    public Factory<ExpiryPolicy> getExpiryPolicyFactory() {
        return given.getExpiryPolicyFactory();
    }

    /** True for a configuration that says the same now. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CompleteConfiguration<?, ?> that && now().equals(new MutableConfiguration<>(that));
    }

    @Override
    public int hashCode() {
        return now().hashCode();
    }

    /** A copy of what holds now, with the settings beyond the API that the application gave. */
    KvSwarmConfiguration<K, V> copy() {
        return now(new KvSwarmConfiguration<>(given));
    }

    private MutableConfiguration<K, V> now() {
        return now(new MutableConfiguration<>(given));
    }

    private <C extends MutableConfiguration<K, V>> C now(C now) {
        Set.copyOf(listenersOf(now)).forEach(now::removeCacheEntryListenerConfiguration);
        listeners.forEach(now::addCacheEntryListenerConfiguration);
        now.setStatisticsEnabled(isStatisticsEnabled).setManagementEnabled(isManagementEnabled);
        return now;
    }

    private static <K, V> List<CacheEntryListenerConfiguration<K, V>> listenersOf(MutableConfiguration<K, V> of) {
        List<CacheEntryListenerConfiguration<K, V>> found = new java.util.ArrayList<>();
        of.getCacheEntryListenerConfigurations().forEach(found::add);
        return found;
    }
}
