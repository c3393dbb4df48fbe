package io.kvswarm.jcache;

import io.kvswarm.api.Durability;
import io.kvswarm.jcache.config.CacheSettings;
import io.kvswarm.jcache.config.NearMode;
import io.kvswarm.jcache.config.OnUnreachable;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;

/**
 * A cache's configuration with settings beyond those of the API. What is not set here is what the manager's
 * configuration says of a cache of that name. Not shared between threads.
 *
 * <pre>{@code
 * manager.createCache("orders", new KvSwarmConfiguration<Long, Order>()
 *         .setTypes(Long.class, Order.class)
 *         .setMaxEntries(100_000)
 *         .setNearMode(NearMode.OFF));
 * }</pre>
 *
 * @param <K> class of keys
 * @param <V> class of values
 */
public final class KvSwarmConfiguration<K, V> extends MutableConfiguration<K, V> {
    private static final long serialVersionUID = 1;
    /** Names this class in messages. */
    static final String SOURCE = "KvSwarmConfiguration";

    /** Settings by the names they have in a file. */
    private final TreeMap<String, String> settings = new TreeMap<>();

    /** The API's defaults, and nothing set beyond them. */
    public KvSwarmConfiguration() {}

    /** A copy, with the settings beyond the API if it has any. */
    public KvSwarmConfiguration(CompleteConfiguration<K, V> other) {
        super(other);
        if (other instanceof KvSwarmConfiguration<K, V> that) {
            settings.putAll(that.settings);
        }
    }

    /** Most entries over the whole swarm; 0 for no bound. */
    public KvSwarmConfiguration<K, V> setMaxEntries(long entries) {
        return set("max-entries", Long.toString(entries));
    }

    /** Most bytes of keys and values over the whole swarm; 0 for no bound. */
    public KvSwarmConfiguration<K, V> setMaxBytes(long bytes) {
        return set("max-bytes", Long.toString(bytes));
    }

    /** At a bound the entries least used are evicted if true; new ones are refused if false. */
    public KvSwarmConfiguration<K, V> setEvicting(boolean evicts) {
        return set("evict", evicts ? "lru" : "never");
    }

    /** What a change has survived when it is confirmed. */
    public KvSwarmConfiguration<K, V> setDurability(Durability durability) {
        return set("durability", name(durability));
    }

    /** What operations do that cannot reach their storage nodes. */
    public KvSwarmConfiguration<K, V> setOnUnreachable(OnUnreachable onUnreachable) {
        return set("on-unreachable", name(onUnreachable));
    }

    /** How long an operation tries: 1 ms to 1 h. */
    public KvSwarmConfiguration<K, V> setDeadline(Duration deadline) {
        return set("deadline", deadline.toMillis() + "ms");
    }

    /** How fresh the entries are that this process keeps near. */
    public KvSwarmConfiguration<K, V> setNearMode(NearMode mode) {
        return set("near.mode", name(mode));
    }

    /** Most entries this process keeps near; 0 for no bound. */
    public KvSwarmConfiguration<K, V> setNearMaxEntries(long entries) {
        return set("near.max-entries", Long.toString(entries));
    }

    /** Most bytes this process keeps near; 0 for no bound. */
    public KvSwarmConfiguration<K, V> setNearMaxBytes(long bytes) {
        return set("near.max-bytes", Long.toString(bytes));
    }

    /** Oldest near hit, for {@link NearMode#BOUNDED}: 1 ms to 1 h. */
    public KvSwarmConfiguration<K, V> setNearStaleness(Duration staleness) {
        return set("near.staleness", staleness.toMillis() + "ms");
    }

    /** Settings of a cache, with what is set here on top. */
    public CacheSettings over(CacheSettings under) {
        return under.with(SOURCE, settings);
    }

    @Override
    public KvSwarmConfiguration<K, V> setTypes(Class<K> keyType, Class<V> valueType) {
        super.setTypes(keyType, valueType);
        return this;
    }

    @Override
    public KvSwarmConfiguration<K, V> setStoreByValue(boolean isStoreByValue) {
        super.setStoreByValue(isStoreByValue);
        return this;
    }

    @Override
    public KvSwarmConfiguration<K, V> setExpiryPolicyFactory(Factory<? extends ExpiryPolicy> factory) {
        super.setExpiryPolicyFactory(factory);
        return this;
    }

    @Override
    public KvSwarmConfiguration<K, V> setStatisticsEnabled(boolean enabled) {
        super.setStatisticsEnabled(enabled);
        return this;
    }

    @Override
    public KvSwarmConfiguration<K, V> setManagementEnabled(boolean enabled) {
        super.setManagementEnabled(enabled);
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof KvSwarmConfiguration<?, ?> that
                && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + settings.hashCode();
    }

    private KvSwarmConfiguration<K, V> set(String key, String value) {
        TreeMap<String, String> alone = new TreeMap<>();
        alone.put(key, value);
        CacheSettings.DEFAULT.with(SOURCE, alone);
        settings.put(key, value);
        return this;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
