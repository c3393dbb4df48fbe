package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.store.XodusIndex;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever becomes of the index's files, the log brings everything back. Method: one node with its log and its
 * index on a simulated disk.
 */
final class StorageOnFilesTest {
    private final StorageBed bed = new StorageBed(1).withIndexInFiles().open();

    @Test
    void anIndexThatIsWholeIsKept() {
        fill();
        bed.kill().open();
        assertNull(bed.emptied());
        checkAll();
    }

    @Test
    void anIndexOfTheFormerFormatIsMadeAgainFromTheLog() throws IOException {
        fill();
        bed.kill();
        byte[] head = bed.disk.content("index.head");
        head[8] = 1;
        CRC32C crc = new CRC32C();
        crc.update(head, 0, head.length - 4);
        ByteBuffer.wrap(head).putInt(head.length - 4, (int) crc.getValue());
        bed.disk.replace("index.head", head);
        bed.open();
        assertEquals("index.head.format: is 1, expected 2 to 2", bed.emptied());
        checkAll();
        bed.run(1000);
        bed.kill().open();
        assertNull(bed.emptied());
        checkAll();
    }

    @Test
    void damageFoundWhileRunningIsRefusedAndTheNextStartMakesTheIndexAnew() throws IOException {
        List<Mutation> block = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            block.add(bed.next(Mutation.Kind.PUT, "4k" + i, i + "v".repeat(500)));
            if (block.size() == 100) {
                bed.apply(block.toArray(Mutation[]::new));
                block.clear();
            }
        }
        bed.run(1000);
        bed.kill().open();
        assertNull(bed.emptied());
        for (String file : bed.disk.list()) {
            for (int at = 0; file.endsWith(".index") && at < bed.disk.content(file).length; at += 20_000) {
                bed.disk.flipBit(file, at * 8L);
            }
        }
        int refused = 0;
        for (int i = 0; i < 3_000; i += 10) {
            String value = bed.get("4k" + i);
            assertTrue(value.equals("CORRUPT") || value.equals(i + "v".repeat(500)), value);
            refused += value.equals("CORRUPT") ? 1 : 0;
        }
        assertTrue(refused > 0, "nothing was refused");
        assertFalse(bed.disk.exists("index.head"), "the next start would take the index for whole");
        bed.put("0new", "new");
        bed.run(10_000);
        bed.kill().open();
        assertEquals("there is none", bed.emptied());
        for (int i = 0; i < 3_000; i += 10) {
            assertEquals(i + "v".repeat(500), bed.get("4k" + i));
        }
        assertEquals("new", bed.get("0new"));
    }

    @Test
    void whoeverWritesMoreThanAnIndexThatFailsLeavesRoomForIsTold() {
        SimDisk indexDisk = new SimDisk();
        StorageBed other = new StorageBed(2).withIndexOn(indexDisk);
        other.table = new TableSettings(1024, 100, 64 << 20, 16 << 20, 1 << 20);
        other.open();
        other.run(1000);
        indexDisk.failWrites(true);
        Mutation[] many = new Mutation[150];
        for (int i = 0; i < many.length; i++) {
            many[i] = other.next(Mutation.Kind.PUT, "4k" + i, "v");
        }
        for (Mutation mutation : many) {
            other.send(mutation);
            other.run(20);
        }
        other.run(2000);
        assertEquals(100, other.takeResults().size());
        Nack nack = other.link.take(Nack.class).get(0);
        assertEquals(Nack.Reason.UNUSABLE, nack.reason());
        assertEquals("the index cannot be written or read: Input/output error; it is as it was before", nack.detail());
        assertEquals("v", other.get("4k99"));
        indexDisk.failWrites(false);
        other.run(40_000);
        Mutation[] rest = Arrays.copyOfRange(many, 100, 150);
        assertEquals(50, other.apply(rest).size());
        assertEquals("v", other.get("4k149"));
    }

    @Test
    void longValuesStayInTheLogWhenTheIndexIsMadeAgain() {
        Random random = new Random(1);
        List<byte[]> values = new ArrayList<>();
        for (int bytes : new int[] {2_000, 70_000, 9 << 20, Limits.VALUE_BYTES_MAX}) {
            byte[] value = new byte[bytes];
            random.nextBytes(value);
            bed.apply(bed.next(Mutation.Kind.PUT, "4k" + values.size(), value, Condition.ALWAYS, 0));
            values.add(value);
        }
        bed.kill().open();
        checkValues(values);
        bed.run(1000);
        bed.kill().disk.loseFile("index.head");
        bed.open();
        assertEquals("there is none", bed.emptied());
        assertTrue(((XodusIndex) bed.index).fileBytes() < 1 << 20, "values are in the index");
        checkValues(values);
    }

    private void checkValues(List<byte[]> values) {
        for (int i = 0; i < values.size(); i++) {
            assertArrayEquals(values.get(i), bed.answer("4k" + i).entry().value());
        }
    }

    private void fill() {
        for (int i = 0; i < 50; i++) {
            bed.put("4k" + i, "v" + i);
        }
        bed.run(1000);
    }

    private void checkAll() {
        for (int i = 0; i < 50; i++) {
            assertEquals("v" + i, bed.get("4k" + i));
        }
        assertEquals(50, bed.node.report().entries());
    }
}
