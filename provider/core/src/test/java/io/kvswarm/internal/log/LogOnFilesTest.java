package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what the other tests show on a simulated disk holds on the machine's own. */
final class LogOnFilesTest {
    private static final int RECORDS = 2_000;

    @TempDir
    Path directory;

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final SimWorker writer = new SimWorker(time);
    private final SimWorker reader = new SimWorker(time);
    private final List<LogRecord> replayed = new ArrayList<>();

    private OpenedLog open(FileDisk disk) {
        replayed.clear();
        LogPlace place = new LogPlace(loop, writer, reader, disk);
        Replay replay = Replay.all(batch -> {
            batch.stream().filter(record -> record.type() > 0).forEach(replayed::add);
            return CompletableFuture.completedFuture(null);
        });
        return await(() -> RecordLog.open(place, LogTestbed.IDENTITY, LogTestbed.KEYS, LogTestbed.SMALL, replay));
    }

    private <T> T await(Supplier<CompletableFuture<T>> call) {
        List<CompletableFuture<T>> answer = new ArrayList<>();
        loop.run(() -> answer.add(call.get()));
        assertTrue(time.runUntil(answer.get(0)::isDone, 60 * SimTime.SECOND));
        return answer.get(0).join();
    }

    /** Appends everything and says which file was the last. */
    private Path appendAndClose(RecordLog log, FileDisk disk) {
        loop.run(() -> {
            for (int i = 1; i <= RECORDS; i++) {
                log.append(new LogRecord((byte) 1, false, 0, 1, 1, i, new byte[i % 100]));
            }
        });
        await(log::close);
        long last = log.segments().get(log.segments().size() - 1).number();
        return disk.path().resolve(LogTestbed.file(last));
    }

    @Test
    void recordsComeBackAndATornTailIsCut() throws IOException {
        Path segment;
        try (FileDisk disk = new FileDisk(directory.resolve("d"))) {
            segment = appendAndClose(open(disk).log(), disk);
        }
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            file.write(java.nio.ByteBuffer.allocate(100));
        }
        try (FileDisk disk = new FileDisk(directory.resolve("d"))) {
            OpenedLog opened = open(disk);
            assertEquals(100, opened.cutBytes());
            assertEquals(List.of(), opened.damages());
            assertEquals(
                    LongStream.rangeClosed(1, RECORDS).boxed().toList(),
                    replayed.stream().map(LogRecord::index).toList());
            for (LogRecord record : List.copyOf(replayed)) {
                LogRecord read = await(() -> opened.log().read(record.position()));
                assertEquals(record.index(), read.index());
            }
            await(() -> opened.log().close());
        }
    }
}
