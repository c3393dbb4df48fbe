package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Result;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a put that leaves the end of life where it is moves it by not one millisecond, and a clear counts each entry
 * once. Method: one node in virtual time, so that lives can be compared exactly.
 */
final class LifeAndCountTest {
    private final StorageBed bed = new StorageBed(1);

    @Test
    void howeverOftenAValueIsReplacedItsEndStays() {
        bed.open();
        bed.apply(put("0a", "0", 10_000));
        for (int i = 1; i <= 50; i++) {
            bed.run(100);
            bed.apply(put("0a", "v" + i, Mutation.LIFE_UNCHANGED));
        }
        assertEquals("v50", bed.get("0a"));
        Result old =
                bed.apply(asking(put("0a", "last", Mutation.LIFE_UNCHANGED))).get(0);
        long left = old.entry().lifeMillis();
        bed.kill().open();
        bed.run(left - 1000);
        assertEquals("last", bed.get("0a"));
        bed.run(1000);
        assertEquals("absent", bed.get("0a"));
        bed.apply(put("0a", "anew", Mutation.LIFE_UNCHANGED));
        bed.run(100_000);
        assertEquals("anew", bed.get("0a"));
    }

    @Test
    void anEntryThatIsOverdueHasNoEndToLeaveWhereItIs() {
        bed.settings = new StorageSettings(50, 60_000, 1 << 20, 1 << 20);
        bed.open();
        bed.apply(put("0a", "0", 1000));
        bed.run(2000);
        Result result =
                bed.apply(asking(put("0a", "1", Mutation.LIFE_UNCHANGED))).get(0);
        assertNull(result.entry());
        assertEquals(EntryImage.FOR_EVER, bed.answer("0a").entry().lifeMillis());
    }

    @Test
    void entriesOverwrittenUnseenAreCountedOnce() {
        bed.table = new TableSettings(0, 1000, 64L << 20, 0, 64 << 10);
        bed.withIndexInFiles().open();
        for (int i = 0; i < 200; i++) {
            bed.put("0k" + i, "v");
        }
        bed.close();
        bed.open();
        for (int i = 0; i < 100; i++) {
            bed.put("0k" + i, "again");
        }
        assertEquals(200, clear("0"));
        assertEquals(0, clear("0"));
        assertEquals(0, clear("4"));
        bed.put("0k1", "new");
        Mutation clear = asking(bed.next(Kind.CLEAR, "0", ""));
        assertEquals(1, count(bed.apply(clear).get(0)));
        bed.put("0k2", "new");
        bed.kill().open();
        assertEquals(1, count(bed.apply(clear).get(0)), "a repeat is told the same");
        assertEquals("new", bed.get("0k2"));
    }

    private long clear(String cell) {
        return count(bed.apply(asking(bed.next(Kind.CLEAR, cell, ""))).get(0));
    }

    private static long count(Result result) {
        return ByteBuffer.wrap(result.entry().value()).getLong();
    }

    private Mutation put(String key, String value, long lifeMillis) {
        return bed.next(Kind.PUT, key, bytes(value), Condition.ALWAYS, lifeMillis);
    }

    private static Mutation asking(Mutation m) {
        return new Mutation(
                m.number(),
                m.prev(),
                m.cell(),
                m.kind(),
                true,
                Durability.OS,
                m.lifeMillis(),
                CacheId.DEFAULT,
                m.condition(),
                m.key(),
                m.value());
    }
}
