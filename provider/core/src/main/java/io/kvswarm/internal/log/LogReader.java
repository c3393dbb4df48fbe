package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk.DiskFile;
import io.kvswarm.internal.base.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads single records. {@link #read} is safe from any thread, everything else runs on the reader. Answers go to the
 * loop together, as far as there are several.
 */
final class LogReader {
    private static final int OPEN_FILES_MAX = 64;
    private static final int ANSWER_BYTES_MAX = 4 * Limits.MIB;

    private final LogPlace place;
    private final SegmentFiles files;
    private final Framing framing = new Framing();
    private final Map<Long, DiskFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();

    private record Request(RecordPosition position, CompletableFuture<LogRecord> answer) {}

    LogReader(LogSetup setup) {
        this.place = setup.place();
        this.files = setup.files();
    }

    /** Reads a record; the answer comes on the loop. */
    CompletableFuture<LogRecord> read(RecordPosition position) {
        var request = new Request(position, new CompletableFuture<>());
        requests.add(request);
        if (!awake.getAndSet(true)) {
            place.reader().execute(this::answerAll);
        }
        return request.answer();
    }

    /** Closes the file of a segment that is to be deleted. */
    void forget(long segment) {
        DiskFile file = open.remove(segment);
        if (file != null) {
            closeQuietly(file);
        }
    }

    void close() {
        open.values().forEach(LogReader::closeQuietly);
        open.clear();
    }

    private void answerAll() {
        // Lowered first: whoever asks from here on raises it again.
        awake.set(false);
        while (!requests.isEmpty()) {
            List<Runnable> answers = new ArrayList<>();
            int bytes = 0;
            while (bytes < ANSWER_BYTES_MAX && !requests.isEmpty()) {
                Request request = requests.remove();
                bytes += request.position().length();
                answers.add(answer(request));
            }
            place.loop().execute(() -> answers.forEach(Runnable::run));
        }
    }

    private Runnable answer(Request request) {
        try {
            LogRecord record = readNow(request.position());
            return () -> request.answer().complete(record);
        } catch (IOException e) {
            SwarmException failure = corrupt(request.position(), "cannot be read: " + e.getMessage(), e);
            return () -> request.answer().completeExceptionally(failure);
        } catch (SwarmException e) {
            return () -> request.answer().completeExceptionally(e);
        }
    }

    private LogRecord readNow(RecordPosition position) throws IOException {
        if (position.length() < Framing.HEADER_BYTES || position.length() > Framing.FRAME_BYTES_MAX) {
            throw corrupt(position, "no record has " + position.length() + " bytes", null);
        }
        ByteBuffer bytes = ByteBuffer.allocate(position.length());
        int read = file(position).read(bytes, position.offset());
        if (read < position.length()) {
            throw corrupt(position, "the file ends " + read + " bytes further on, expected " + position.length(), null);
        }
        String problem = framing.problem(bytes, 0, read, position);
        if (problem == null && Framing.plausibleBytes(bytes, 0) != position.length()) {
            problem = "the record has " + Framing.plausibleBytes(bytes, 0) + " bytes, expected " + position.length();
        }
        if (problem != null) {
            throw corrupt(position, problem, null);
        }
        return Framing.record(bytes, 0, position);
    }

    private DiskFile file(RecordPosition position) throws IOException {
        DiskFile file = open.get(position.segment());
        if (file != null) {
            return file;
        }
        if (!files.exists(position.segment())) {
            throw corrupt(position, "the file is missing", null);
        }
        if (open.size() >= OPEN_FILES_MAX) {
            forget(open.keySet().iterator().next());
        }
        file = files.open(position.segment());
        open.put(position.segment(), file);
        return file;
    }

    private SwarmException corrupt(RecordPosition position, String problem, IOException cause) {
        return new SwarmException(
                ErrorCode.CORRUPT,
                files.name(position.segment()) + " at byte " + position.offset() + ": " + problem
                        + "; this record is not given out, all others can be read",
                cause);
    }

    private static void closeQuietly(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // It was only read from: nothing can be lost.
            return;
        }
    }
}
