package io.kvswarm.internal.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: compaction keeps the log small whatever goes wrong, and never loses or brings back anything. Method: one node
 * on a simulated disk that refuses deletions, damages segments, and loses its power at any moment.
 */
final class CompactionTest {
    private static final int KEYS = 20;
    private static final CacheId CLEARED = CacheId.made(0, new Version(1, 1, 77));
    private static final String VICTIM = "x".repeat(3_000);

    private StorageBed bed = new StorageBed(1);
    private int written;

    @Test
    void aSegmentThatCannotBeDeletedIsTriedAgainLessAndLessOften() {
        bed.open();
        bed.disk.failDeletes(true);
        overwrite(5_000);
        assertEquals(0, bed.node.report().compacted());
        int before = bed.disk.count("delete");
        bed.run(120_000);
        int tries = bed.disk.count("delete") - before;
        assertTrue(tries >= 2 && tries <= 8, tries + " tries");
        assertEquals("OPEN", bed.node.report().state());
        bed.disk.failDeletes(false);
        bed.run(70_000);
        assertTrue(bed.logBytes() < 2 << 20, "the log has " + bed.logBytes() + " bytes");
        checkNewest(written);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        checkNewest(written);
    }

    @Test
    void aDamagedSegmentStaysAndIsNotServedAndTheLogIsCompactedBehindIt() throws IOException {
        String damaged = damageTheFirstSegment();
        overwrite(5_000);
        assertTrue(bed.disk.exists(damaged), "the damaged segment is gone");
        assertTrue(
                bed.node.report().compacted() > 20, "only " + bed.node.report().compacted() + " compacted");
        assertTrue(bed.logBytes() < 2 << 20, "the log has " + bed.logBytes() + " bytes");
        long compacted = bed.node.report().compacted();
        bed.run(120_000);
        assertEquals(compacted, bed.node.report().compacted(), "compaction goes round in circles");
        bed.kill().open();
        assertEquals("CORRUPT", bed.get("cvictim"));
        checkNewest(written);
    }

    @Test
    void whatWasRemovedBehindADamagedSegmentStaysRemoved() throws IOException {
        String damaged = damageTheFirstSegment();
        overwrite(6_000);
        assertTrue(bed.disk.exists(damaged), "the damaged segment is gone");
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        checkEndings();
        // What came in the place of the lost record is not known, so nothing of its cell is given out.
        assertEquals("CORRUPT", bed.get("cvictim"));
        assertEquals("CORRUPT", bed.get("cafter"));
        overwrite(6_000);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        checkEndings();
    }

    private void checkEndings() {
        assertEquals("absent", bed.get("8removed"));
        assertEquals("absent", bed.get("8expired"));
        assertEquals(0, bed.node.count(CLEARED).entries());
        assertEquals("newer", bed.get("8replaced"));
        bed.run(20_000);
        assertEquals("touched", bed.get("8touched"));
        assertEquals("other", bed.get("8other"));
        checkNewest(written);
    }

    /** Fills a segment with what is changed or removed later, and damages one record of it that is read no more. */
    private String damageTheFirstSegment() throws IOException {
        bed.open();
        bed.put("8removed", "r");
        bed.put("8replaced", "older");
        bed.put("8touched", "older");
        bed.put("8other", "other");
        bed.apply(bed.next(CLEARED, Kind.PUT, "8cleared", bytes("c"), Condition.ALWAYS, 0));
        bed.apply(bed.next(Kind.PUT, "8expired", bytes("e"), Condition.ALWAYS, 4_000));
        bed.put("cvictim", VICTIM);
        bed.put("cafter", "after");
        overwrite(300);
        String first = bed.disk.list().stream()
                .filter(name -> name.endsWith(".seg"))
                .sorted()
                .findFirst()
                .orElseThrow();
        int at = new String(bed.disk.content(first), StandardCharsets.ISO_8859_1).indexOf(VICTIM);
        assertTrue(at > 0, "the record is not in the first segment");
        bed.disk.flipBit(first, (at + 5) * 8L);
        bed.apply(bed.next(Kind.REMOVE, "8removed", ""));
        bed.apply(bed.next(CLEARED, Kind.CLEAR, "8", bytes(""), Condition.ALWAYS, 0));
        bed.put("8replaced", "newer");
        bed.apply(bed.next(Kind.PUT, "8touched", bytes("touched"), Condition.ALWAYS, 10_000));
        bed.apply(bed.next(Kind.TOUCH, "8touched", bytes(""), Condition.ALWAYS, 10_000_000));
        bed.run(5_000);
        return first;
    }

    /** Without the sync of the index before each deletion all of them would be made anew. */
    @Test
    void afterAPowerCutAtAnyMomentTheIndexGoesOnOrIsMadeAgainAndNothingIsLost() {
        int kept = 0;
        for (long seed = 0; seed < 15; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            bed = new StorageBed(seed).withIndexInFiles(16 << 20).open();
            written = 0;
            bed.put("8old", "never touched again");
            overwrite(3_000);
            int synced = written;
            overwriteSoon(random.nextInt(1_500));
            bed.run(random.nextInt(300));
            bed.cutPower(random).open();
            kept += bed.emptied() == null ? 1 : 0;
            assertEquals("never touched again", bed.get("8old"), "seed " + seed);
            checkNewest(synced);
        }
        assertTrue(kept > 10, "the index was kept in " + kept + " of 15 cases");
    }

    private void overwrite(int times) {
        overwriteSoon(times);
        bed.run(2_000);
    }

    /** Writes the keys of cell 0 in turn, half a kilobyte each time, with a number that tells how new it is. */
    private void overwriteSoon(int times) {
        List<Mutation> block = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String value = String.format(Locale.ROOT, "%06d", written) + "v".repeat(500);
            block.add(bed.next(Kind.PUT, "0k" + written % KEYS, value));
            written++;
            if (block.size() == 100 || i == times - 1) {
                bed.apply(block.toArray(Mutation[]::new));
                block.clear();
                bed.run(50);
            }
        }
    }

    /** Every key has the value it was given last, or a later one than the first {@code settled} writes gave it. */
    private void checkNewest(int settled) {
        for (int key = 0; key < KEYS; key++) {
            String value = bed.get("0k" + key);
            assertEquals(506, value.length(), value);
            int number = Integer.parseInt(value.substring(0, 6));
            assertEquals(key, number % KEYS);
            assertTrue(number >= settled - KEYS, "key " + key + " has value " + number + " of " + settled);
        }
    }

    private static byte[] bytes(String text) {
        return StorageBed.bytes(text);
    }
}
