package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.identity.Signatures;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: without files a log keeps the same promises as far as memory goes, and does not grow. */
final class MemoryLogTest {
    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final RecordLog log = RecordLog.inMemory(loop, LogTestbed.IDENTITY, LogKeys.of(LogTestbed.KEY))
            .log();

    private static LogRecord record(int cell, long index) {
        return new LogRecord((byte) 1, false, cell, 1, 1, index, new byte[] {(byte) index});
    }

    @Test
    void appendedIsWrittenAndSyncedAtOnceAndToldAtTheEndOfTheTurn() {
        List<Long> told = new ArrayList<>();
        loop.run(() -> {
            log.onMarks(() -> told.add(log.syncedSequence()));
            assertEquals(1, log.append(record(0, 1)));
            assertEquals(2, log.append(record(0, 2)));
            assertEquals(2, log.writtenSequence());
            assertEquals(2, log.syncedSequence());
            assertEquals(List.of(), told);
        });
        assertEquals(List.of(2L), told);
        assertEquals(0, log.pendingBytes());
        assertEquals(List.of(), log.segments());
    }

    @Test
    void chainIsTheSameAsInFiles() {
        LogTestbed bed = new LogTestbed(1);
        bed.open();
        LogRecord inFile = null;
        LogRecord inMemory = null;
        for (int i = 1; i <= 3; i++) {
            inFile = record(4, i);
            bed.append(inFile);
            LogRecord same = record(4, i);
            loop.run(() -> log.append(same));
            inMemory = same;
        }
        bed.untilWritten();
        assertEquals(inFile.head(), inMemory.head());
        assertNull(inMemory.position());
    }

    @Test
    void headsAndCheckpointsAreSignedOnDemand() {
        loop.run(() -> {
            log.append(record(0, 1));
            SignedHeads heads = SignedHeads.of(log.signNow());
            assertTrue(heads.isSigned(LogTestbed.IDENTITY, Signatures::verify));
            Checkpoint checkpoint = Checkpoint.of(log.appendCheckpoint(0, new byte[2]));
            assertEquals(heads.heads().get(0), checkpoint.head());
        });
        assertEquals(3, log.appendedSequence());
    }

    @Test
    void indexThatIsNotTheNextIsRefused() {
        assertThrows(IllegalStateException.class, () -> loop.run(() -> log.append(record(0, 2))));
        assertThrows(IllegalStateException.class, () -> log.append(record(0, 1)));
    }

    @Test
    void nothingCanBeReadBack() {
        SwarmException[] failure = new SwarmException[1];
        loop.run(() -> log.read(new RecordPosition(1, 60, 41)).exceptionally(e -> {
            failure[0] = (SwarmException) e;
            return null;
        }));
        assertEquals(
                "log log is in memory and keeps no records, asked for one at byte 60 of segment 1",
                failure[0].getMessage());
        assertThrows(IllegalArgumentException.class, () -> log.deleteSegment(1));
    }

    @Test
    void closedLogTakesNothing() {
        List<LogState> states = new ArrayList<>();
        loop.run(() -> {
            log.onState(states::add);
            log.close();
            log.close();
        });
        assertEquals(List.of(LogState.CLOSED), states);
        assertThrows(IllegalStateException.class, () -> loop.run(() -> log.append(record(0, 1))));
    }
}
