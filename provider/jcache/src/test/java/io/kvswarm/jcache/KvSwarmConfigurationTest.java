package io.kvswarm.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvswarm.api.Durability;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.jcache.config.CacheSettings;
import io.kvswarm.jcache.config.NearMode;
import io.kvswarm.jcache.config.OnUnreachable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;

/** Goal: what is set in code is checked as in a file, goes over it, and is copied, compared and serialized. */
final class KvSwarmConfigurationTest {
    private static KvSwarmConfiguration<Long, String> configuration() {
        return new KvSwarmConfiguration<Long, String>()
                .setTypes(Long.class, String.class)
                .setMaxEntries(5)
                .setMaxBytes(6)
                .setEvicting(false)
                .setDurability(Durability.FSYNC)
                .setOnUnreachable(OnUnreachable.MISS)
                .setDeadline(Duration.ofSeconds(3))
                .setNearMode(NearMode.BOUNDED)
                .setNearMaxEntries(7)
                .setNearMaxBytes(8)
                .setNearStaleness(Duration.ofMillis(9));
    }

    @Test
    void whatIsSetGoesOverWhatTheManagerSays() {
        CacheSettings settings = configuration().over(CacheSettings.DEFAULT);
        assertEquals(new NamespaceSettings(5, 6, false), settings.bounds());
        assertEquals(
                new CacheSettings.Service(Durability.FSYNC, OnUnreachable.MISS, Duration.ofSeconds(3)),
                settings.service());
        assertEquals(new CacheSettings.Near(NearMode.BOUNDED, 7, 8, Duration.ofMillis(9)), settings.near());
        assertEquals(settings, new KvSwarmConfiguration<>().over(settings));
    }

    @Test
    void itIsCopiedComparedAndSerialized() throws IOException, ClassNotFoundException {
        KvSwarmConfiguration<Long, String> one = configuration();
        assertEquals(one, configuration());
        assertEquals(one.hashCode(), configuration().hashCode());
        assertEquals(one, new KvSwarmConfiguration<>(one));
        assertNotEquals(one, configuration().setMaxEntries(6));
        assertNotEquals(one, new KvSwarmConfiguration<>(new MutableConfiguration<>(one)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(one);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(one, in.readObject());
        }
    }

    @Test
    void wrongValuesAreRefusedAtOnce() {
        CacheException e =
                assertThrows(CacheException.class, () -> configuration().setDeadline(Duration.ZERO));
        assertEquals(
                "KvSwarmConfiguration: deadline is \"0ms\", expected a duration from 1 ms to 1 h: a number with ms, s,"
                        + " m or h",
                e.getMessage());
        assertEquals(configuration(), configuration());
    }
}
