package io.kvswarm.jcache.config;

import java.util.concurrent.TimeUnit;
import javax.cache.configuration.Factory;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;

/** From when an entry's life is counted. */
public enum ExpiryKind {
    /** It does not end. */
    ETERNAL,
    /** From its creation. */
    CREATED,
    /** From its creation or last change. */
    MODIFIED,
    /** From its creation or last read. */
    ACCESSED,
    /** From its creation, last change or last read. */
    TOUCHED;

    /** The policy of the API. */
    public Factory<ExpiryPolicy> policy(java.time.Duration life) {
        Duration duration = new Duration(TimeUnit.MILLISECONDS, Math.max(1, life.toMillis()));
        return switch (this) {
            case ETERNAL -> EternalExpiryPolicy.factoryOf();
            case CREATED -> CreatedExpiryPolicy.factoryOf(duration);
            case MODIFIED -> ModifiedExpiryPolicy.factoryOf(duration);
            case ACCESSED -> AccessedExpiryPolicy.factoryOf(duration);
            case TOUCHED -> TouchedExpiryPolicy.factoryOf(duration);
        };
    }
}
