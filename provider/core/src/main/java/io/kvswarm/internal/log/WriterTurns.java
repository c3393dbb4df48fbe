package io.kvswarm.internal.log;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Worker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Turns of the writer: what it does when it is woken, and what a full or failing disk means. {@link #wake} and {@link
 * #askForSync} are safe from any thread, everything else runs on the writer.
 */
final class WriterTurns {
    private final LogWriter writer;
    private final LongSupplier synced;
    private final Worker worker;
    private final Ballast ballast;
    private final Listener listener;
    private final ArrayDeque<Deletion> deletions = new ArrayDeque<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile long syncWanted;
    private boolean full;
    private boolean ended;

    /** Learns what becomes of the log; called on the writer. */
    interface Listener {
        void onFull(String problem);

        void onRoomAgain();

        void onFailed(SwarmException failure);

        void onDeleted(long segment);

        void onNotDeleted(long segment, IOException problem);
    }

    private static final class Deletion {
        private final long segment;
        private boolean recorded;

        Deletion(long segment) {
            this.segment = segment;
        }
    }

    /** Something that may be done again after a {@link DiskFullException}. */
    private interface Turn {
        void run() throws IOException;
    }

    /** {@code synced} tells how far the writer has synced. */
    WriterTurns(LogSetup setup, LogWriter writer, LongSupplier synced, Listener listener) {
        this.writer = writer;
        this.synced = synced;
        this.worker = setup.place().writer();
        this.listener = listener;
        this.ballast = new Ballast(
                setup.place().disk(),
                setup.identity().ballastFile(),
                setup.settings().ballastBytes());
    }

    /** Makes sure that what is queued is written soon. */
    void wake() {
        if (!awake.getAndSet(true)) {
            worker.execute(() -> {
                // Lowered first: whoever queues something from here on raises it again.
                awake.set(false);
                take(this::work);
            });
        }
    }

    /** Makes sure that records up to {@code sequence} are synced soon. */
    void askForSync(long sequence) {
        syncWanted = sequence;
        wake();
    }

    /** First turn of all. */
    void start() {
        take(ballast::open);
        growBallast();
    }

    /** Signs and syncs what has waited long enough; true if there will be more of that to do. */
    boolean tick() {
        take(writer::tidy);
        return !ended && writer.isUntidy();
    }

    /** Tries again what found no room. */
    void retry() {
        if (take(this::work)) {
            take(this::restoreBallast);
        }
    }

    void delete(long segment) {
        deletions.add(new Deletion(segment));
        take(this::work);
    }

    /** Writes and syncs everything and closes the file; false if there is no room for that. */
    boolean close() {
        take(() -> {
            work();
            writer.finish();
        });
        boolean clean = !full && !ended;
        ended = true;
        try {
            writer.close();
        } catch (IOException e) {
            clean = false;
        }
        return clean;
    }

    /** True if the turn came to its end. */
    private boolean take(Turn turn) {
        if (ended) {
            return false;
        }
        try {
            turn.run();
            return true;
        } catch (DiskFullException e) {
            becomeFull(e.getMessage());
            return releaseBallast() && take(turn);
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    private void work() throws IOException {
        writer.writeQueued();
        if (syncWanted > synced.getAsLong()) {
            writer.sync();
        }
        while (!deletions.isEmpty()) {
            workOn(deletions.peek());
            deletions.remove();
        }
        if (writer.isCrowded()) {
            becomeFull("the log has almost as many segments as it may have");
        }
    }

    private void workOn(Deletion deletion) throws IOException {
        if (!deletion.recorded) {
            deletion.recorded = true;
            writer.appendDeleted(deletion.segment);
        }
        writer.writeQueued();
        writer.sync();
        try {
            writer.remove(deletion.segment);
        } catch (IOException e) {
            // Nothing is lost by a file too many: whoever wanted it gone asks again.
            listener.onNotDeleted(deletion.segment, e);
            return;
        }
        writer.removed(deletion.segment);
        listener.onDeleted(deletion.segment);
    }

    private void becomeFull(String problem) {
        if (!full) {
            full = true;
            listener.onFull(problem);
        }
    }

    /** Gives the ballast's room to what is stuck, which may free more; true if there was some. */
    private boolean releaseBallast() {
        return ballast.isPresent() && take(ballast::release);
    }

    private void restoreBallast() throws IOException {
        if (full && ballast.hasRoom() && !writer.isCrowded()) {
            full = false;
            listener.onRoomAgain();
            growBallast();
        }
    }

    /** A little at a time, so that records need not wait for it. */
    private void growBallast() {
        if (!ended && !full && !ballast.isWhole()) {
            take(this::growBallastOnce);
            worker.execute(this::growBallast);
        }
    }

    private void growBallastOnce() throws IOException {
        try {
            ballast.grow();
        } catch (IOException e) {
            if (!(DiskFullException.orSame(e) instanceof DiskFullException)) {
                throw e;
            }
            ballast.release();
            becomeFull("no room for " + ballast);
        }
    }

    private void fail(IOException cause) {
        ended = true;
        listener.onFailed(new SwarmException(
                ErrorCode.DISK_FAILED,
                "log cannot be written: " + cause.getMessage() + "; nothing is written to it any more, what was not"
                        + " confirmed may be lost; check the disk, then start the node again",
                cause));
        try {
            writer.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
