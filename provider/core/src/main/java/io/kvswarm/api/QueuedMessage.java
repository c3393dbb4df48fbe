package io.kvswarm.api;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A message in a queue. Immutable. */
public final class QueuedMessage {
    private final Id id;
    private final byte[] data;

    /**
     * Names a message of one queue.
     *
     * @param from who sent it
     * @param seq  its place in the queue: later ones are higher, some are left out; from 1
     */
    public record Id(NodeId from, long seq) {
        /** Checks the place. */
        public Id {
            Objects.requireNonNull(from, "from");
            if (seq < 1) {
                throw new IllegalArgumentException("seq is " + seq + ", expected 1 or more");
            }
        }
    }

    /** What a queue keeps messages apart by. */
    public enum Box {
        /** Neither read nor archived. */
        UNREAD,
        /** Marked as read, or archived. */
        READ,
        /** Archived. */
        ARCHIVE
    }

    /** A message; {@code data} is copied. */
    public QueuedMessage(Id id, byte[] data) {
        this.id = Objects.requireNonNull(id, "id");
        this.data = data.clone();
    }

    /** Who sent it, and its place in the queue. */
    public Id id() {
        return id;
    }

    /** What was sent; a copy. */
    public byte[] data() {
        return data.clone();
    }

    /** What was sent, as UTF-8 text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** Sender, place and length; never the data. */
    @Override
    public String toString() {
        return "message " + id.seq() + " from " + id.from().shortForm() + " of " + data.length + " bytes";
    }
}
