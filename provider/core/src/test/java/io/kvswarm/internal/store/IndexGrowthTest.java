package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.internal.log.RecordPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: an index does not grow for ever under endless overwrites. Method: overwrites until the files have shrunk
 * several times, in real files, as Xodus cleans up on a thread of its own.
 */
final class IndexGrowthTest {
    private static final int KEYS = 2_000;
    private static final int COMMITS_MAX = 50_000;
    private static final int SHRINKS = 3;

    @TempDir
    private Path directory;

    @Test
    void filesAreCleanedUpWhileEntriesAreOverwritten() {
        IndexSettings settings = new IndexSettings(4 << 20, 256 * 1024, true);
        XodusIndex.Plan plan = new XodusIndex.Plan(new byte[0], XodusIndexTest.CELLS, settings, mark -> true);
        try (FileDisk disk = new FileDisk(directory)) {
            XodusIndex index = XodusIndex.open(disk, plan, new SplittableRandom(1));
            int version = 0;
            int shrinks = 0;
            long before = 0;
            while (shrinks < SHRINKS) {
                version++;
                assertTrue(version < COMMITS_MAX, "the files shrank " + shrinks + " times and have " + before);
                index.commit(overwrite(version));
                long now = index.fileBytes();
                shrinks += now < before ? 1 : 0;
                before = now;
            }
            check(index, version);
            index.close();
            XodusIndex again = XodusIndex.open(disk, plan, new SplittableRandom(1));
            check(again, version);
            again.close();
        }
    }

    private static IndexBatch overwrite(int version) {
        IndexBatch batch = new IndexBatch();
        IntStream.range(0, KEYS).forEach(key -> batch.put(XodusIndexTest.entry(key, version, 100)));
        batch.watermark(new RecordPosition(version, 0, 0));
        return batch;
    }

    private static void check(XodusIndex index, long version) {
        List<StoredEntry> found = index.lookup(
                        IntStream.range(0, KEYS).mapToObj(XodusIndexTest::key).toList())
                .entries();
        found.forEach(entry -> assertEquals(version, entry.version().index()));
    }
}
