package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.sim.SimDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a log that lost records to damage gives out nothing older in their place, whatever became of the index.
 *
 * <p>Method: entries of all four cells are overwritten, a part of the log is damaged, the index is lost, and the node
 * rebuilds it: every key has its newest value or is refused.
 */
final class DamagedLogTest {
    private static final List<String> CELLS = List.of("0", "4", "8", "c");
    private static final String SEGMENT = "log-0000000000000001.seg";
    private static final int KEYS = 3;

    private final StorageBed bed = new StorageBed(1);
    private final Map<String, String> newest = new TreeMap<>();
    /** Bytes of the segment that are known to be synced. */
    private int bytes;

    @BeforeEach
    void makeLog() throws IOException {
        bed.open();
        for (int round = 0; round < 3; round++) {
            for (String cell : CELLS) {
                for (int key = 0; key < KEYS; key++) {
                    put(cell + key, "value " + round + " of " + cell + key);
                }
            }
            bed.apply(bed.next(Kind.REMOVE, "0" + round, ""));
            newest.put("0" + round, "absent");
            bed.run(200);
        }
        bytes = bed.disk.content(SEGMENT).length;
        for (int more = 0; more < 3; more++) {
            put("8more", "more " + more);
            bed.run(200);
        }
    }

    private void put(String key, String value) {
        bed.put(key, value);
        newest.put(key, value);
    }

    private void restartWithoutIndex() {
        bed.kill();
        bed.index = new MemoryIndex(new Cells(CELLS.size()));
        bed.open();
    }

    private int placeOf(String value) throws IOException {
        String log = new String(bed.disk.content(SEGMENT), StandardCharsets.ISO_8859_1);
        assertTrue(log.contains(value), value);
        return log.indexOf(value);
    }

    @Test
    void cellThatLostARecordIsRefusedAndAllOthersAreServed() throws IOException {
        bed.disk.flipBit(SEGMENT, placeOf("value 2 of 41") * 8L);
        restartWithoutIndex();
        newest.forEach((key, value) -> assertEquals(key.startsWith("4") ? "CORRUPT" : value, bed.get(key), key));
        assertEquals(1, bed.node.report().brokenCells());
        bed.send(bed.next(Kind.PUT, "49", "new"));
        bed.run(10);
        assertEquals(
                "records of the cell are damaged",
                bed.link.take(Nack.class).get(0).detail());
        assertEquals("APPLIED", bed.put("c9", "new").outcome().name());
    }

    @Test
    void cellStaysRefusedWhenTheIndexHasBeenRebuilt() throws IOException {
        bed.disk.flipBit(SEGMENT, placeOf("value 2 of 41") * 8L);
        restartWithoutIndex();
        bed.run(1000);
        bed.kill().open();
        assertEquals("CORRUPT", bed.get("41"));
        assertEquals("value 2 of c1", bed.get("c1"));
        bed.close();
        bed.open();
        assertEquals("CORRUPT", bed.get("41"));
    }

    @Test
    void damageOfUnknownExtentRefusesAllCells() throws IOException {
        int from = placeOf("value 1 of 40");
        int to = placeOf("value 1 of 42");
        for (int at = from; at < to; at++) {
            bed.disk.flipBit(SEGMENT, at * 8L);
        }
        restartWithoutIndex();
        newest.keySet().forEach(key -> assertEquals("CORRUPT", bed.get(key), key));
    }

    @Test
    void damageThatTheIndexHasSeenBeyondConcernsNobody() throws IOException {
        bed.run(1000);
        bed.close();
        bed.disk.flipBit(SEGMENT, placeOf("value 2 of 41") * 8L);
        bed.open();
        newest.forEach((key, value) -> assertEquals(value, bed.get(key), key));
    }

    @Test
    void noFlippedBitBringsAnOlderValueBack() throws IOException {
        bed.kill();
        SimDisk whole = bed.disk.copy();
        int refusedNodes = 0;
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long bit = random.nextLong(bytes * 8L);
            bed.disk = whole.copy();
            bed.disk.flipBit(SEGMENT, bit);
            restartWithoutIndex();
            int refused = 0;
            for (Map.Entry<String, String> entry : newest.entrySet()) {
                String found = bed.get(entry.getKey());
                refused += found.equals("CORRUPT") ? 1 : 0;
                assertTrue(
                        found.equals("CORRUPT") || found.equals(entry.getValue()),
                        "seed " + seed + ", bit " + bit + ": " + entry.getKey() + " is " + found);
            }
            assertTrue(refused > 0, "seed " + seed + ": nobody noticed bit " + bit);
            refusedNodes += refused == newest.size() ? 1 : 0;
            bed.kill();
        }
        assertTrue(refusedNodes < 200, refusedNodes + " of 300 single bits cost all cells");
    }
}
