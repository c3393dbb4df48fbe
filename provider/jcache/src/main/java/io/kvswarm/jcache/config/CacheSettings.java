package io.kvswarm.jcache.config;

import io.kvswarm.api.Durability;
import io.kvswarm.api.NamespaceSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of a cache. Immutable.
 *
 * @param types   of keys and values
 * @param bounds  over the whole swarm
 * @param near    how this process keeps entries near
 * @param service what its operations promise and how long they try
 * @param expiry  of its entries
 * @param flags   on or off
 */
public record CacheSettings(
        Types types, NamespaceSettings bounds, Near near, Service service, Expiry expiry, Flags flags) {
    /** What holds where nothing is said. */
    public static final CacheSettings DEFAULT = new CacheSettings(
            new Types("java.lang.Object", "java.lang.Object"),
            NamespaceSettings.UNBOUNDED,
            new Near(NearMode.COHERENT, 10_000, 0, Duration.ofSeconds(1)),
            new Service(Durability.OS, OnUnreachable.FAIL, Duration.ofSeconds(10)),
            new Expiry(ExpiryKind.ETERNAL, Duration.ZERO),
            new Flags(false, false, true, false));

    /**
     * Names of classes.
     *
     * @param key   of keys
     * @param value of values
     */
    public record Types(String key, String value) {}

    /**
     * How a client keeps entries near.
     *
     * @param mode       how fresh they are
     * @param maxEntries most of them; 0 for no bound
     * @param maxBytes   most bytes of them; 0 for no bound
     * @param staleness  oldest hit, for {@link NearMode#BOUNDED}
     */
    public record Near(NearMode mode, long maxEntries, long maxBytes, Duration staleness) {}

    /**
     * What operations promise.
     *
     * @param durability    of changes
     * @param onUnreachable what they do without storage nodes
     * @param deadline      how long they try
     */
    public record Service(Durability durability, OnUnreachable onUnreachable, Duration deadline) {}

    /**
     * How long entries live.
     *
     * @param kind     from when it is counted
     * @param duration how long; no matter if they are eternal
     */
    public record Expiry(ExpiryKind kind, Duration duration) {}

    /**
     * What is on or off.
     *
     * @param statistics   counts operations
     * @param management   shows a bean
     * @param storeByValue callers and cache share no object
     * @param createOnGet  asking for the cache makes it
     */
    public record Flags(boolean statistics, boolean management, boolean storeByValue, boolean createOnGet) {}

    /**
     * The same with some keys as a file may have them under {@code caches}.
     *
     * @param source named in messages
     * @param keys   such as {@code max-entries}, and with a dot {@code near.mode}
     * @throws javax.cache.CacheException if a key is not known or a value is not allowed
     */
    public CacheSettings with(String source, Map<String, String> keys) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        Node.Place place = new Node.Place(source, "", 0);
        keys.forEach((key, value) -> nodes.put(key, new Node.Scalar(place.under(key, 0), value, true)));
        return Setting.apply(new Node.Mapping(place, nodes), this);
    }

    CacheSettings withTypes(Types newTypes) {
        return new CacheSettings(newTypes, bounds, near, service, expiry, flags);
    }

    CacheSettings withBounds(NamespaceSettings newBounds) {
        return new CacheSettings(types, newBounds, near, service, expiry, flags);
    }

    CacheSettings withNear(Near newNear) {
        return new CacheSettings(types, bounds, newNear, service, expiry, flags);
    }

    CacheSettings withService(Service newService) {
        return new CacheSettings(types, bounds, near, newService, expiry, flags);
    }

    CacheSettings withExpiry(Expiry newExpiry) {
        return new CacheSettings(types, bounds, near, service, newExpiry, flags);
    }

    CacheSettings withFlags(Flags newFlags) {
        return new CacheSettings(types, bounds, near, service, expiry, newFlags);
    }

    /** The same, failing where missing would be wrong. */
    CacheSettings failing() {
        return withService(new Service(service.durability(), OnUnreachable.FAIL, service.deadline()));
    }
}
