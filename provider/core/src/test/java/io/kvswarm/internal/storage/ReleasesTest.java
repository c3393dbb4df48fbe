package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/**
 * Goal: nothing that shows, or lets guess, a change comes before what the change's durability asks for (P9, RULES 19).
 */
final class ReleasesTest {
    private static final CacheKey KEY = new CacheKey(CacheId.DEFAULT, new byte[] {1});
    private static final CacheKey OTHER = new CacheKey(CacheId.DEFAULT, new byte[] {2});

    /** Stands for every record: not appended to a log, it has sequence 0. */
    private final LogRecord record = LogRecord.ofNode((byte) 1, new byte[0]);

    private long written = -1;
    private long synced = -1;
    private Runnable onMarks;
    private final Releases releases = new Releases(log());

    private RecordLog log() {
        return (RecordLog) Proxy.newProxyInstance(
                RecordLog.class.getClassLoader(),
                new Class<?>[] {RecordLog.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "writtenSequence" -> written;
                    case "syncedSequence" -> synced;
                    case "onMarks" -> {
                        onMarks = (Runnable) arguments[0];
                        yield null;
                    }
                    case "requestSync" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void write() {
        written = 0;
        onMarks.run();
    }

    private void sync() {
        synced = 0;
        onMarks.run();
    }

    @Test
    void aLookThatShowsNothingWaitsForTheChangeThatExplainsIt() {
        releases.of(record, Durability.FSYNC, KEY, null);
        Release look = releases.ofLook(record, Durability.OS, KEY);
        write();
        assertFalse(look.isReleased());
        sync();
        assertTrue(look.isReleased());
    }

    @Test
    void aLookWaitsForAClearBeforeItToo() {
        releases.ofClear(record, CacheId.DEFAULT, null);
        Release look = releases.ofLook(record, Durability.OS, KEY);
        write();
        assertFalse(look.isReleased());
        sync();
        assertTrue(look.isReleased());
    }

    @Test
    void aLookAtAnotherKeyDoesNotWait() {
        releases.of(record, Durability.FSYNC, KEY, null);
        Release look = releases.ofLook(record, Durability.OS, OTHER);
        write();
        assertTrue(look.isReleased());
    }

    @Test
    void nobodyWaitsForALook() {
        releases.ofLook(record, Durability.FSYNC, KEY);
        Release change = releases.of(record, Durability.OS, KEY, null);
        write();
        assertTrue(change.isReleased());
    }
}
