package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.wire.Mutation.Kind;
import org.junit.jupiter.api.Test;

/** Goal: whatever has to wait for room goes on once there is some. */
final class InboxTest {
    private static final int BLOCKS = 200;

    /** To ask whether there is room has the table commit, and lets go of what was cleared: then there is some. */
    @Test
    void aBlockForWhichRoomIsMadeByAskingGoesOn() {
        StorageBed bed = new StorageBed(1);
        bed.table = new TableSettings(0, 16, 64L << 20, 0, 64 << 10);
        bed.open();
        for (int i = 1; i < 16; i++) {
            bed.send(bed.next(Kind.PUT, "0" + i, "v"));
        }
        bed.send(bed.next(Kind.PUT, "0last", "v"), bed.next(Kind.CLEAR, "0", ""));
        bed.send(bed.next(Kind.PUT, "0after", "v"));
        bed.run(20_000);
        assertEquals(18, bed.takeResults().size());
        assertEquals("v", bed.get("0after"));
    }

    @Test
    void blocksThatWaitForAFullTableAllGoOn() {
        for (int seed = 0; seed < 20; seed++) {
            StorageBed bed = new StorageBed(seed);
            bed.table = new TableSettings(0, 16, 64L << 20, 0, 64 << 10);
            bed.settings = new StorageSettings(1 + seed * 20, 20, 64 << 10, 1 << 20);
            bed.open();
            int results = 0;
            for (int i = 0; i < BLOCKS; i++) {
                bed.send(bed.next(Kind.PUT, "0" + i, "x".repeat(100 + i % 7 * 1_000)));
                results += bed.takeResults().size();
                if (i % 3 == 0) {
                    bed.run(i % 5);
                }
            }
            bed.run(20_000);
            results += bed.takeResults().size();
            assertEquals(BLOCKS, results, "seed " + seed);
        }
    }
}
