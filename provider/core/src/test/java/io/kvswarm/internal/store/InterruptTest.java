package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.internal.log.RecordPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a thread that is interrupted in the index, which closes the file it uses, loses nothing and hinders nobody
 * after it. Workers cannot be interrupted from outside; this is the line behind that.
 */
final class InterruptTest {
    private static final int KEYS = 500;

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeftInterrupted() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedCommitIsDoneOrCanBeDoneAgain() {
        try (FileDisk disk = new FileDisk(directory)) {
            XodusIndex index = open(disk);
            index.commit(batch(1));
            for (int version = 2; version < 10; version++) {
                IndexBatch batch = batch(version);
                Thread.currentThread().interrupt();
                requireDiskFailureOrNone(() -> index.commit(batch));
                Thread.interrupted();
                index.commit(batch);
                check(index, version);
            }
            index.close();
            XodusIndex again = open(disk);
            assertNull(again.emptied());
            check(again, 9);
            again.close();
        }
    }

    @Test
    void anInterruptedReadHindersNoLaterOne() {
        try (FileDisk disk = new FileDisk(directory)) {
            XodusIndex first = open(disk);
            first.commit(batch(1));
            first.close();
            XodusIndex index = open(disk);
            for (int key = 0; key < KEYS; key += 50) {
                PlacedKey placed = XodusIndexTest.key(key);
                Thread.currentThread().interrupt();
                requireDiskFailureOrNone(() -> index.lookup(List.of(placed)));
                Thread.interrupted();
            }
            check(index, 1);
            index.commit(batch(2));
            check(index, 2);
            index.close();
        }
    }

    private static void requireDiskFailureOrNone(Runnable action) {
        try {
            action.run();
        } catch (SwarmException interrupted) {
            assertEquals(ErrorCode.DISK_FAILED, interrupted.code());
        }
    }

    private static XodusIndex open(FileDisk disk) {
        IndexSettings settings = new IndexSettings(1 << 20, 64 * 1024, false);
        XodusIndex.Plan plan = new XodusIndex.Plan(new byte[] {1}, XodusIndexTest.CELLS, settings, mark -> true);
        return XodusIndex.open(disk, plan, new SplittableRandom(1));
    }

    private static IndexBatch batch(int version) {
        IndexBatch batch = new IndexBatch();
        IntStream.range(0, KEYS).forEach(key -> batch.put(XodusIndexTest.entry(key, version, 400)));
        batch.watermark(new RecordPosition(version, 0, 0));
        return batch;
    }

    private static void check(XodusIndex index, long version) {
        index.lookup(IntStream.range(0, KEYS).mapToObj(XodusIndexTest::key).toList())
                .entries()
                .forEach(entry -> assertEquals(version, entry.version().index()));
    }
}
