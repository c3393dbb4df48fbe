package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Loop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How far the writer has come, on its way to the loop: the writer notes it here and wakes the loop once, however much
 * of it there is. Shared between the two.
 */
final class WriterProgress implements LogWriter.Listener {
    private final Loop loop;
    private final Runnable onProgress;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final Queue<SegmentInfo> rolled = new ConcurrentLinkedQueue<>();
    private volatile long written;
    private volatile long synced;
    private volatile RecordPosition end;

    /** {@code onProgress} runs on the loop. */
    WriterProgress(Loop loop, Runnable onProgress) {
        this.loop = loop;
        this.onProgress = onProgress;
    }

    @Override
    public void onWritten(long sequence, RecordPosition newEnd, long queuedBytes) {
        pendingBytes.addAndGet(-queuedBytes);
        written = sequence;
        end = newEnd;
        tell();
    }

    @Override
    public void onSynced(long sequence) {
        synced = sequence;
        tell();
    }

    @Override
    public void onRolled(long previous, int previousBytes) {
        if (previous > 0) {
            rolled.add(new SegmentInfo(previous, previousBytes, false));
        }
    }

    /** So many bytes more wait in the queue. */
    void onQueued(long bytes) {
        pendingBytes.addAndGet(bytes);
    }

    long pendingBytes() {
        return pendingBytes.get();
    }

    /** Read it before {@link #written()}, so that nothing counts as synced that does not count as written. */
    long synced() {
        return synced;
    }

    long written() {
        return written;
    }

    /** Where the newest segment ends; null as long as nothing was written. */
    RecordPosition end() {
        return end;
    }

    /** Gives out the segments closed since the last time; at least all that lie before an {@link #end} read before. */
    void takeRolled(Consumer<SegmentInfo> consumer) {
        for (SegmentInfo info = rolled.poll(); info != null; info = rolled.poll()) {
            consumer.accept(info);
        }
    }

    private void tell() {
        if (!told.getAndSet(true)) {
            loop.execute(() -> {
                // Lowered first: what is noted from here on is told again.
                told.set(false);
                onProgress.run();
            });
        }
    }
}
