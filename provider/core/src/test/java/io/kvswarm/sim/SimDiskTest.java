package io.kvswarm.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Goal: the simulated disk loses exactly what a real one may lose, and all of it in some run. */
final class SimDiskTest {
    private static final int SECTOR = SimFile.SECTOR_BYTES;

    private final SimDisk disk = new SimDisk();

    @Test
    void processCrashKeepsWhatWasWritten() throws IOException {
        Disk.DiskFile file = disk.open("a");
        file.write(bytes("unsynced"), 0);
        disk.crashProcess();
        assertEquals("unsynced", text("a"));
        assertThrows(SimCrash.class, () -> file.write(bytes("ghost"), 0));
    }

    @Test
    void powerCutKeepsEverythingSynced() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            SimDisk one = new SimDisk();
            Disk.DiskFile file = one.open("a");
            file.write(sectors("ab"), 0);
            file.sync();
            one.sync();
            file.write(sectors("cd"), 2 * SECTOR);
            one.cutPower(new SplittableRandom(seed));
            String left = new String(one.read("a"), US_ASCII);
            assertTrue(left.startsWith("a".repeat(SECTOR) + "b".repeat(SECTOR)), "seed " + seed);
        }
    }

    @Test
    void powerCutKeepsAnySubsetOfUnsyncedSectors() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 2_000; seed++) {
            SimDisk one = new SimDisk();
            Disk.DiskFile file = one.open("a");
            one.sync();
            file.write(sectors("abc"), 0);
            one.cutPower(new SplittableRandom(seed));
            byte[] left = one.read("a");
            if (left.length == 3 * SECTOR) {
                seen.add(new String(new byte[] {left[0], left[SECTOR], left[2 * SECTOR]}, US_ASCII).replace('\0', '-'));
            }
        }
        assertEquals(Set.of("---", "a--", "-b-", "--c", "ab-", "a-c", "-bc", "abc"), seen);
    }

    @Test
    void overwrittenSectorIsOldOrNew() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimDisk one = new SimDisk();
            Disk.DiskFile file = one.open("a");
            file.write(bytes("old"), 0);
            file.sync();
            one.sync();
            file.write(bytes("new"), 0);
            one.cutPower(new SplittableRandom(seed));
            seen.add(new String(one.read("a"), US_ASCII));
        }
        assertEquals(Set.of("old", "new"), seen);
    }

    @Test
    void powerCutUndoesDirectoryChangesFromTheNewestBack() throws IOException {
        Set<Set<String>> seen = new java.util.HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimDisk one = new SimDisk();
            one.open("a");
            one.sync();
            one.open("b");
            one.delete("a");
            one.cutPower(new SplittableRandom(seed));
            seen.add(new TreeSet<>(one.list()));
        }
        assertEquals(Set.of(Set.of("a"), Set.of("a", "b"), Set.of("b")), seen);
    }

    @Test
    void replacedFileIsWholeAfterAPowerCut() throws IOException {
        disk.replace("a", "one".getBytes(US_ASCII));
        disk.replace("a", "two".getBytes(US_ASCII));
        disk.cutPower(new SplittableRandom(1));
        assertEquals("two", text("a"));
    }

    @Test
    void fullDiskTakesWhatFitsAndSaysSo() throws IOException {
        Disk.DiskFile file = disk.open("a");
        disk.setCapacity(4);
        IOException e = assertThrows(IOException.class, () -> file.write(bytes("123456"), 0));
        assertEquals("No space left on device", e.getMessage());
        assertEquals("1234", text("a"));
        assertEquals(0, disk.freeBytes());
        file.write(bytes("ab"), 0);
        disk.setCapacity(6);
        file.write(bytes("123456"), 0);
        assertEquals("123456", text("a"));
    }

    @Test
    void failingWritesAndSyncsFailUntilToldOtherwise() throws IOException {
        Disk.DiskFile file = disk.open("a");
        disk.failWrites(true);
        assertThrows(IOException.class, () -> file.write(bytes("x"), 0));
        disk.failWrites(false);
        file.write(bytes("x"), 0);
        disk.failSyncs(true);
        assertThrows(IOException.class, file::sync);
        disk.failSyncs(false);
        file.sync();
    }

    @Test
    void processEndsInTheMiddleOfTheChosenOperation() throws IOException {
        Disk.DiskFile file = disk.open("a");
        boolean[] ended = {false};
        disk.endProcessAfter(1, () -> ended[0] = true);
        file.write(bytes("1234"), 0);
        assertFalse(ended[0]);
        assertThrows(SimCrash.class, () -> file.write(bytes("5678"), 4));
        assertTrue(ended[0]);
        assertEquals("123456", text("a"));
    }

    @Test
    void flippedBitStaysFlipped() throws IOException {
        Disk.DiskFile file = disk.open("a");
        file.write(bytes("b"), 0);
        file.sync();
        disk.sync();
        disk.flipBit("a", 0);
        disk.cutPower(new SplittableRandom(1));
        assertEquals("c", text("a"));
        assertEquals(List.of("a"), disk.list());
    }

    private String text(String name) throws IOException {
        return new String(disk.read(name), US_ASCII);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    /** One sector for each letter. */
    private static ByteBuffer sectors(String letters) {
        ByteBuffer all = ByteBuffer.allocate(letters.length() * SECTOR);
        letters.chars()
                .forEach(letter ->
                        all.put(Character.toString(letter).repeat(SECTOR).getBytes(US_ASCII)));
        return all.flip();
    }
}
