package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.sim.SimDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is read is what was written, at any position, after any cut and any crash; a flipped bit is never read.
 * Method: a plain byte array that every write goes to as well.
 */
final class CheckedFileTest {
    private static final String NAME = "file";
    private static final long SEED = 42;

    private final SimDisk disk = new SimDisk();
    private byte[] model = {};

    @Test
    void readsGiveWhatWasAppendedAtAnyPosition() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            disk.loseFile(NAME);
            model = new byte[0];
            CheckedFile file = open();
            for (int i = 0; i < 60; i++) {
                appendOrCut(file, random);
                checkReads(file, random, "seed " + seed);
                if (random.nextInt(5) == 0) {
                    file = open();
                    assertEquals(model.length, file.length(), "seed " + seed);
                }
            }
        }
    }

    @Test
    void aProcessThatEndsDuringAWriteLeavesABeginningOfWhatWasWrittenOrIsSeen() throws IOException {
        int before = 0;
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            disk.loseFile(NAME);
            model = new byte[0];
            CheckedFile file = open();
            for (int i = 0; i < 3; i++) {
                append(file, random);
            }
            byte[] old = model;
            disk.endProcessAfter(random.nextInt(4), () -> {});
            try {
                append(file, random);
            } catch (Error crash) {
                assertEquals("the simulated process has crashed", crash.getMessage());
            }
            disk.crashProcess();
            try {
                file = open();
            } catch (DamagedIndexException torn) {
                // A torn trailer with pages behind it looks like damage: the index is made anew.
                continue;
            }
            // The simulated disk even tears the eight bytes of a trailer: then the last page is gone.
            assertTrue(file.length() >= old.length / CheckedFile.DATA_BYTES * CheckedFile.DATA_BYTES, "seed " + seed);
            before += file.length() == old.length ? 1 : 0;
            model = Arrays.copyOf(model, (int) file.length());
            checkReads(file, random, "seed " + seed);
            append(file, random);
            checkReads(open(), random, "seed " + seed);
        }
        assertTrue(before > 50, "only " + before + " writes were undone");
    }

    @Test
    void aFlippedBitIsNeverRead() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        CheckedFile file = open();
        while (model.length < 40_000) {
            append(file, random);
        }
        for (int i = 0; i < 500; i++) {
            long bit = random.nextInt((int) file.length() / CheckedFile.DATA_BYTES * CheckedFile.PAGE_BYTES * 8);
            long page = bit / 8 / CheckedFile.PAGE_BYTES;
            disk.flipBit(NAME, bit);
            DamagedIndexException damaged = assertThrows(
                    DamagedIndexException.class,
                    () -> file.read(new byte[1], page * CheckedFile.DATA_BYTES + 5, 0, 1),
                    "bit " + bit);
            assertEquals(
                    "file at byte " + page * CheckedFile.PAGE_BYTES + ": page does not verify", damaged.getMessage());
            disk.flipBit(NAME, bit);
        }
    }

    @Test
    void damageBeforeGoodPagesIsNotTakenForTheEnd() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        CheckedFile file = open();
        while (model.length < 40_000) {
            append(file, random);
        }
        disk.flipBit(NAME, 5 * CheckedFile.PAGE_BYTES * 8L);
        DamagedIndexException damaged = assertThrows(DamagedIndexException.class, this::open);
        assertEquals("file at byte 20520: page does not verify", damaged.getMessage());
    }

    @Test
    void aPageOfAnotherFileIsNotRead() throws IOException {
        append(open(), new SplittableRandom(1));
        CheckedFile other = new CheckedFile(disk, NAME, SEED + 1);
        other.openTail();
        assertEquals(0, other.length());
    }

    private CheckedFile open() throws IOException {
        CheckedFile file = new CheckedFile(disk, NAME, SEED);
        file.openTail();
        return file;
    }

    private void appendOrCut(CheckedFile file, SplittableRandom random) throws IOException {
        if (random.nextInt(4) == 0) {
            int length = random.nextInt(model.length + 1);
            file.truncate(length);
            model = Arrays.copyOf(model, length);
        } else {
            append(file, random);
        }
    }

    private void append(CheckedFile file, SplittableRandom random) throws IOException {
        byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 100 : 20_000)];
        new Random(random.nextLong()).nextBytes(bytes);
        byte[] longer = Arrays.copyOf(model, model.length + bytes.length);
        System.arraycopy(bytes, 0, longer, model.length, bytes.length);
        model = longer;
        file.append(bytes, 0, bytes.length);
    }

    private void checkReads(CheckedFile file, SplittableRandom random, String seed) throws IOException {
        assertEquals(model.length, file.length(), seed);
        for (int i = 0; i < 5; i++) {
            int from = random.nextInt(model.length + 1);
            byte[] into = new byte[random.nextInt(10_000)];
            int read = file.read(into, from, 0, into.length);
            assertEquals(Math.min(into.length, model.length - from), read, seed);
            assertArrayEquals(Arrays.copyOfRange(model, from, from + read), Arrays.copyOf(into, read), seed);
        }
    }
}
