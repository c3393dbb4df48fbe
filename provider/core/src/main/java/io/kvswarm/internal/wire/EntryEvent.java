package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;
import java.util.Objects;

/**
 * A change of an entry, as its owner tells it to those who watch the cache.
 *
 * <pre>
 * bytes  field
 *     1  kind     see {@link Kind}
 *    16  session  that made the change; zeros for the owner itself
 *    24  version  of the change
 *   4+n  key
 *     1  values   1 if there is an old value, plus 2 if there is a new one
 *   4+n  old      if there is one
 *   4+n  new      if there is one
 * </pre>
 *
 * @param session  {@link #OWNER} for what no session did
 * @param key      not copied, not to be changed
 * @param oldValue null if there was none, or the owner does not know it any more
 * @param newValue null if there is none
 */
public record EntryEvent(Kind kind, SessionId session, Version version, byte[] key, byte[] oldValue, byte[] newValue) {
    /** What happened. */
    public enum Kind {
        /** There was no entry, now there is one. */
        CREATED(2, 2),
        /** An entry has another value. */
        UPDATED(2, 3),
        /** An entry was removed. */
        REMOVED(0, 1),
        /** An entry's life ended. */
        EXPIRED(0, 1);

        private final int valuesMin;
        private final int valuesMax;

        Kind(int valuesMin, int valuesMax) {
            this.valuesMin = valuesMin;
            this.valuesMax = valuesMax;
        }
    }

    /** The session of changes that the owner made by itself. */
    public static final SessionId OWNER = new SessionId(0, 0);

    /** Fewest bytes an event takes. */
    static final int BYTES_MIN = 1 + SessionId.BYTES + Version.BYTES + Integer.BYTES + 1;

    private static final int OLD = 1;
    private static final int NEW = 2;

    /** Checks that there are values where the kind needs them. */
    public EntryEvent {
        Limits.between("event.values", valuesOf(oldValue, newValue), kind.valuesMin, kind.valuesMax);
    }

    /** Reads an event. */
    static EntryEvent readFrom(BodyReader in) {
        Kind kind = Kind.values()[in.int8("event.kind", 0, Kind.values().length - 1)];
        SessionId session = SessionId.readFrom(in);
        Version version = Version.readFrom(in);
        byte[] key = in.bytes32("event.key", Limits.KEY_BYTES_MAX);
        int values = in.int8("event.values", kind.valuesMin, kind.valuesMax);
        byte[] oldValue = (values & OLD) == 0 ? null : in.bytes32("event.old", Limits.VALUE_BYTES_MAX);
        byte[] newValue = (values & NEW) == 0 ? null : in.bytes32("event.new", Limits.VALUE_BYTES_MAX);
        return new EntryEvent(kind, session, version, key, oldValue, newValue);
    }

    /** Writes the event. */
    void writeTo(ByteSink out) {
        out.int8(kind.ordinal());
        session.writeTo(out);
        version.writeTo(out);
        out.bytes32(key).int8(valuesOf(oldValue, newValue));
        if (oldValue != null) {
            out.bytes32(oldValue);
        }
        if (newValue != null) {
            out.bytes32(newValue);
        }
    }

    /** Bytes of key and values, and what the rest takes at least. */
    public long bytes() {
        long oldBytes = oldValue == null ? 0 : oldValue.length;
        long newBytes = newValue == null ? 0 : newValue.length;
        return BYTES_MIN + key.length + oldBytes + newBytes;
    }

    private static int valuesOf(byte[] oldValue, byte[] newValue) {
        return (oldValue == null ? 0 : OLD) + (newValue == null ? 0 : NEW);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryEvent that
                && kind == that.kind
                && session.equals(that.session)
                && version.equals(that.version)
                && Arrays.equals(key, that.key)
                && Arrays.equals(oldValue, that.oldValue)
                && Arrays.equals(newValue, that.newValue);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, session, version, Arrays.hashCode(key));
    }

    /** Kind and version; never key or value. */
    @Override
    public String toString() {
        return kind + " " + version;
    }
}
