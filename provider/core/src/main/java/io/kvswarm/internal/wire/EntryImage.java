package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;
import java.util.Objects;

/**
 * An entry as an owner shows it.
 *
 * <pre>
 * bytes  field
 *    24  version
 *     8  lifeMillis  how long it still lives, from when the owner answered; -1 for ever
 *   4+n  value
 * </pre>
 *
 * @param value not copied, not to be changed
 */
public record EntryImage(Version version, long lifeMillis, byte[] value) {
    /** The {@link #lifeMillis} of an entry that does not expire. */
    public static final long FOR_EVER = -1;

    /** Reads an image. */
    public static EntryImage readFrom(BodyReader in) {
        Version version = Version.readFrom(in);
        long lifeMillis = in.int64("entry.lifeMillis", FOR_EVER, Long.MAX_VALUE);
        return new EntryImage(version, lifeMillis, in.bytes32("entry.value", Limits.VALUE_BYTES_MAX));
    }

    /** Writes the image. */
    public void writeTo(ByteSink out) {
        version.writeTo(out);
        out.int64(lifeMillis).bytes32(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryImage that
                && version.equals(that.version)
                && lifeMillis == that.lifeMillis
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, lifeMillis, Arrays.hashCode(value));
    }

    /** Version and life; never the value. */
    @Override
    public String toString() {
        return "entry " + version + " living " + lifeMillis + " ms";
    }
}
