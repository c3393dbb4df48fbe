package io.kvswarm.internal.store;

import static io.kvswarm.internal.store.XodusIndexTest.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: entries, bytes and live bytes are right whatever takes the place of what. */
final class TallyTest {
    private static final CacheCell PART = new CacheCell(CacheId.DEFAULT, 7);

    private final Tally tally = new Tally();

    @Test
    void entriesComeAndGo() {
        StoredEntry first = entry(1, 1, 10);
        replace(null, first);
        assertEquals(Map.of(PART, new EntryCount(1, first.bytes())), tally.counts());
        replace(first, null);
        assertEquals(Map.of(), tally.counts());
    }

    @Test
    void anotherLengthCounts() {
        StoredEntry first = entry(1, 1, 10);
        StoredEntry longer = entry(1, 2, 15);
        replace(null, first);
        replace(first, longer);
        assertEquals(Map.of(PART, new EntryCount(1, first.bytes() + 5L)), tally.counts());
    }

    @Test
    void asLongAValueChangesNoCountButTheLiveBytes() {
        StoredEntry first = entry(1, 1, 10).withRecord(new RecordPosition(1, 0, 50));
        StoredEntry second = entry(1, 2, 10).withRecord(new RecordPosition(2, 0, 60));
        replace(null, first);
        Tally.Change change = tally.change();
        change.replaced(PART, first, second);
        assertEquals(Map.of(), change.counts());
        assertEquals(Map.of(1L, 0L, 2L, 60L), change.liveBytes());
        change.apply();
        assertEquals(Map.of(PART, new EntryCount(1, first.bytes())), tally.counts());
        assertEquals(Map.of(2L, 60L), tally.liveBytes());
    }

    @Test
    void whatAClearHasKilledCountsNoMore() {
        StoredEntry dead = entry(1, 1, 10);
        StoredEntry alive = entry(1, 9, 10);
        replace(null, dead);
        Tally.Change change = tally.change();
        change.clear(PART, new Version(1, 1, 5));
        change.replaced(PART, dead, alive);
        change.apply();
        assertEquals(Map.of(PART, new EntryCount(1, alive.bytes())), tally.counts());
    }

    private void replace(StoredEntry before, StoredEntry after) {
        Tally.Change change = tally.change();
        change.replaced(PART, before, after);
        change.apply();
    }
}
