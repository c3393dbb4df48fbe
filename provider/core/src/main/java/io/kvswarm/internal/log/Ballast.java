package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that takes up room until the disk is full: then it is deleted, so that what frees space can be written. Used
 * on the writer alone.
 */
final class Ballast {
    /** More than the ballast itself has to be free before it is made again, or the disk would be full at once. */
    private static final int SPARE_BYTES = 32 * Limits.MIB;

    private static final int STEP_BYTES = Limits.MIB;

    private final Disk disk;
    private final String name;
    private final long bytes;
    private long present;

    Ballast(Disk disk, String name, long bytes) {
        this.disk = disk;
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String toString() {
        return name + " of " + bytes + " bytes";
    }

    /** Finds out how much of it is there. */
    void open() throws IOException {
        if (disk.exists(name)) {
            try (DiskFile file = disk.open(name)) {
                present = file.size();
            }
        }
        if (present > bytes) {
            release();
        }
    }

    /** True if some of it is there. */
    boolean isPresent() {
        return present > 0;
    }

    /** True if all of it is there. */
    boolean isWhole() {
        return present >= bytes;
    }

    /** Gives its room free. */
    void release() throws IOException {
        disk.delete(name);
        present = 0;
    }

    /** True if there is room for it and something to spare. */
    boolean hasRoom() throws IOException {
        return bytes == 0 || disk.freeBytes() >= bytes - present + SPARE_BYTES;
    }

    /** Makes some more of it; {@link #isWhole} says when it is done. */
    void grow() throws IOException {
        int step = (int) Math.min(STEP_BYTES, bytes - present);
        byte[] filling = new byte[step];
        // Not zeros, which some file systems store as nothing.
        for (int i = 0; i < step; i++) {
            filling[i] = (byte) ((i * 0x9E3779B9) >>> 21);
        }
        try (DiskFile file = disk.open(name)) {
            file.write(ByteBuffer.wrap(filling), present);
        }
        present += step;
    }
}
