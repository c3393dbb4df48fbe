package io.kvswarm.internal.store;

import static io.kvswarm.internal.base.Limits.KIB;
import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of an index in files.
 *
 * @param memoryBytes    cache of the index files; reads get slow when it is smaller than the index; 1 MiB to 64 GiB
 * @param fileBytes      length of an index file, fixed when the index is made; 64 KiB to 64 MiB, a multiple of 64 KiB
 * @param cleansInBackground false if files are never cleaned up, for tests
 */
public record IndexSettings(long memoryBytes, int fileBytes, boolean cleansInBackground) {
    /** A cache of 64 MiB, files of 8 MiB. */
    public static final IndexSettings DEFAULT = new IndexSettings(64L * MIB, 8 * MIB, true);

    /** Checks every range. */
    public IndexSettings {
        Limits.between("index.memoryBytes", memoryBytes, MIB, 65_536L * MIB);
        Limits.between("index.fileBytes", fileBytes, 64 * KIB, 64 * MIB);
        if (fileBytes % (64 * KIB) != 0) {
            throw new IllegalArgumentException("index.fileBytes is " + fileBytes + ", expected a multiple of 65536");
        }
    }
}
