package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.wire.Result;
import java.util.ArrayDeque;

/**
 * How far one session has come in one cell, and the results its writer has not confirmed (RULES 11). Confined to the
 * loop.
 *
 * <pre>
 * bytes  field
 *    32  writer
 *     1  durable
 *     8  endMillis   when a volatile session ends, wall time; 0 for a durable one
 *     8  last        number of the newest mutation decided
 *     8  confirmed   results up to this number are known to the writer
 *     4  count       results kept: numbers above {@code confirmed}
 *     n  results     each: contentHash 4, result
 * </pre>
 */
final class SessionMark {
    /** Most results a writer may leave unconfirmed in a cell. */
    static final int UNCONFIRMED_MAX = 1024;
    /** Most bytes of entries in these results; the one that passes it is still taken. */
    static final long SHOWN_BYTES_MAX = 4L << 20;

    private static final int RESULTS_MAX = UNCONFIRMED_MAX;

    private final NodeId writer;
    private final boolean durable;
    private final long endMillis;
    private final ArrayDeque<Recorded> results = new ArrayDeque<>();
    private long last;
    private long confirmed;
    private long shownBytes;

    /** A result that was given, or will be once its record is released. */
    static final class Recorded {
        private final int contentHash;
        private final Result result;
        /** Null once it is released. */
        private Release release;

        Recorded(int contentHash, Result result, Release release) {
            this.contentHash = contentHash;
            this.result = result;
            this.release = release;
        }

        int contentHash() {
            return contentHash;
        }

        Result result() {
            return result;
        }

        /** What it waits for; null if it may be shown. */
        Release release() {
            if (release != null && release.isReleased()) {
                release = null;
            }
            return release;
        }
    }

    SessionMark(NodeId writer, boolean durable, long endMillis) {
        this.writer = writer;
        this.durable = durable;
        this.endMillis = endMillis;
    }

    NodeId writer() {
        return writer;
    }

    boolean isDurable() {
        return durable;
    }

    long endMillis() {
        return endMillis;
    }

    /** Number of the newest mutation decided; 0 before the first. */
    long last() {
        return last;
    }

    /** True if the writer has to confirm results before more can be kept for it. */
    boolean isFull() {
        return results.size() >= UNCONFIRMED_MAX || shownBytes >= SHOWN_BYTES_MAX;
    }

    void decided(Recorded recorded) {
        long number = recorded.result().number();
        if (number <= last) {
            throw new IllegalStateException("mutation " + number + " follows " + last);
        }
        last = number;
        keep(recorded);
    }

    void confirm(long upTo) {
        // A writer cannot know results that were never made; a claim beyond them is not believed.
        confirmed = Math.max(confirmed, Math.min(upTo, last));
        while (!results.isEmpty() && results.peekFirst().result().number() <= confirmed) {
            shownBytes -= shownBytesOf(results.removeFirst());
        }
    }

    private void keep(Recorded recorded) {
        results.addLast(recorded);
        shownBytes += shownBytesOf(recorded);
    }

    private static long shownBytesOf(Recorded recorded) {
        return recorded.result().entry() == null ? 0 : recorded.result().entry().value().length;
    }

    /** The result of {@code number}, or null if the writer has confirmed it. */
    Recorded find(long number) {
        for (Recorded recorded : results) {
            if (recorded.result().number() == number) {
                return recorded;
            }
        }
        return null;
    }

    void writeTo(ByteSink out) {
        out.bytes(writer.toBytes()).flag(durable).int64(endMillis).int64(last).int64(confirmed);
        out.int32(results.size());
        for (Recorded recorded : results) {
            out.int32(recorded.contentHash());
            recorded.result().writeTo(out);
        }
    }

    static SessionMark readFrom(BodyReader in) {
        NodeId writer = NodeId.of(in.bytes("writer", NodeId.BYTES));
        boolean durable = in.flag("durable");
        SessionMark mark = new SessionMark(writer, durable, in.int64("endMillis", 0, Long.MAX_VALUE));
        mark.last = in.int64("last", 0, Long.MAX_VALUE);
        mark.confirmed = in.int64("confirmed", 0, mark.last);
        int count = in.count("results", RESULTS_MAX, Integer.BYTES);
        for (int i = 0; i < count; i++) {
            int contentHash = in.int32("contentHash", Integer.MIN_VALUE, Integer.MAX_VALUE);
            // Its sequence was of an earlier run of the process, whose records are all synced by now.
            mark.keep(new Recorded(contentHash, Result.readFrom(in).withSequence(0), null));
        }
        return mark;
    }
}
