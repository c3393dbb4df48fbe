package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimDisk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: an index in files gives back what was committed, or says that it cannot, and is then empty. */
final class XodusIndexTest {
    static final Cells CELLS = new Cells(4);
    static final IndexSettings SETTINGS = new IndexSettings(1 << 20, 256 * 1024, false);

    private final SimDisk disk = new SimDisk();

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        try (XodusIndex index = open()) {
            assertEquals("there is none", index.emptied());
            IndexBatch batch = new IndexBatch();
            batch.put(entry(1, 1, "one"));
            batch.put(entry(2, 2, "two"));
            batch.watermark(new RecordPosition(0, 100, 0));
            index.commit(batch);
        }
        try (XodusIndex index = open()) {
            assertNull(index.emptied());
            assertEquals(new RecordPosition(0, 100, 0), index.watermark());
            List<StoredEntry> found =
                    index.lookup(List.of(key(1), key(2), key(3))).entries();
            assertEquals(new Version(1, 1, 1), found.get(0).version());
            assertNotNull(found.get(1));
            assertNull(found.get(2));
        }
    }

    XodusIndex open() {
        return XodusIndex.open(
                disk, new XodusIndex.Plan(new byte[] {1}, CELLS, SETTINGS, watermark -> true), new SplittableRandom(1));
    }

    static PlacedKey key(int number) {
        return new PlacedKey(
                new CacheKey(CacheId.DEFAULT, ("key" + number).getBytes(StandardCharsets.UTF_8)),
                number * 0x9e3779b97f4a7c15L);
    }

    static StoredEntry entry(int number, long version, String value) {
        return StoredEntry.of(
                key(number).key(),
                key(number).position(),
                new Version(1, 1, version),
                0,
                value.getBytes(StandardCharsets.UTF_8));
    }
}
