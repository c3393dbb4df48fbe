package io.kvswarm.sim;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/** The content of one simulated file: as written, and as it is on the device. */
final class SimFile {
    static final int SECTOR_BYTES = 512;

    private byte[] written = new byte[SECTOR_BYTES];
    private int size;
    private byte[] synced = new byte[SECTOR_BYTES];
    private int syncedSize;
    /** How much was synced before what was synced last was written. */
    private int settledSize;

    private final BitSet unsyncedSectors = new BitSet();

    int size() {
        return size;
    }

    int settledSize() {
        return settledSize;
    }

    byte[] content() {
        return Arrays.copyOf(written, size);
    }

    void read(byte[] into, int intoOffset, int length, int position) {
        System.arraycopy(written, position, into, intoOffset, length);
    }

    void write(byte[] from, int fromOffset, int length, int position) {
        if (length == 0) {
            return;
        }
        need(position + length);
        System.arraycopy(from, fromOffset, written, position, length);
        unsyncedSectors.set(Math.min(size, position) / SECTOR_BYTES, (position + length - 1) / SECTOR_BYTES + 1);
        size = Math.max(size, position + length);
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(written, newSize, size, (byte) 0);
            unsyncedSectors.set(newSize / SECTOR_BYTES, (size - 1) / SECTOR_BYTES + 1);
            size = newSize;
            settledSize = Math.min(settledSize, newSize);
        }
    }

    void sync() {
        for (int sector = unsyncedSectors.nextSetBit(0); sector >= 0; sector = unsyncedSectors.nextSetBit(sector + 1)) {
            copySector(written, synced, sector);
        }
        unsyncedSectors.clear();
        if (size > syncedSize) {
            settledSize = syncedSize;
        }
        syncedSize = size;
    }

    /** Every sector written since the last sync is there or not, as is every part of a change of size. */
    void cutPower(SplittableRandom random) {
        for (int sector = unsyncedSectors.nextSetBit(0); sector >= 0; sector = unsyncedSectors.nextSetBit(sector + 1)) {
            if (random.nextBoolean()) {
                copySector(written, synced, sector);
            }
        }
        int low = Math.min(size, syncedSize);
        int high = Math.max(size, syncedSize);
        int[] sizes = {syncedSize, size, low + random.nextInt(high - low + 1)};
        syncedSize = sizes[random.nextInt(sizes.length)];
        Arrays.fill(synced, syncedSize, synced.length, (byte) 0);
        unsyncedSectors.clear();
        written = synced.clone();
        size = syncedSize;
    }

    void flipBit(long bit) {
        int at = (int) (bit / Byte.SIZE);
        written[at] ^= (byte) (1 << bit % Byte.SIZE);
        synced[at] ^= (byte) (1 << bit % Byte.SIZE);
    }

    private static void copySector(byte[] from, byte[] to, int sector) {
        System.arraycopy(from, sector * SECTOR_BYTES, to, sector * SECTOR_BYTES, SECTOR_BYTES);
    }

    private void need(int bytes) {
        if (bytes > written.length) {
            int doubled = Math.max(bytes, (int) Math.min(Integer.MAX_VALUE - SECTOR_BYTES * 2L, written.length * 2L));
            int capacity = (doubled + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
            written = Arrays.copyOf(written, capacity);
            synced = Arrays.copyOf(synced, capacity);
        }
    }
}
