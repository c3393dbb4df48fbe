package io.kvswarm.jcache;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.integration.Writing;
import java.io.Closeable;
import java.io.IOException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.expiry.EternalExpiryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an application's configuration brings into a cache.
 *
 * @param lives   of its expiry policy
 * @param loading of its loader
 * @param writing of its writer, if it writes through
 */
record ApplicationCode(Lives lives, Loading loading, Writing writing) {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationCode.class);

    /** Makes the objects. */
    static ApplicationCode of(CompleteConfiguration<?, ?> configuration) {
        var policy = make(configuration.getExpiryPolicyFactory());
        return new ApplicationCode(
                new Lives(policy == null ? new EternalExpiryPolicy() : policy),
                new Loading(make(configuration.getCacheLoaderFactory()), configuration.isReadThrough()),
                new Writing(configuration.isWriteThrough() ? make(configuration.getCacheWriterFactory()) : null));
    }

    /** Closes what is {@link Closeable}, as the specification wants it of a cache that closes. */
    void close() {
        closeAll(java.util.Arrays.asList(lives.policy(), loading.loader(), writing.writer()));
    }

    /** Closes each that is {@link Closeable}; failures are logged. */
    static void closeAll(Iterable<?> objects) {
        for (Object object : objects) {
            if (object instanceof Closeable closeable) {
                try {
                    closeable.close();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("a {} of a cache that closes failed to close", object.getClass(), e);
                }
            }
        }
    }

    private static <T> T make(Factory<T> factory) {
        return factory == null ? null : factory.create();
    }
}
