package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;
import java.util.Objects;

/**
 * What has to hold for a mutation to apply.
 *
 * <pre>
 * offset  bytes  field
 *      0      1  kind     0 always, 1 absent, 2 present, 3 version, 4 value
 *      1     24  version  kind 3 only
 *      1      4  length   kind 4 only
 *      5      n  value    kind 4 only; compared byte by byte, for canonical encodings only (RULES 28)
 * </pre>
 */
public final class Condition {
    /** Kinds of conditions, in the order of their numbers. */
    public enum Kind {
        /** Applies whatever is there. */
        ALWAYS,
        /** Applies if there is no entry. */
        ABSENT,
        /** Applies if there is an entry. */
        PRESENT,
        /** Applies if the entry has that very version; {@link Version#NONE} never matches. */
        VERSION,
        /** Applies if the entry has these very bytes. */
        VALUE
    }

    /** Applies whatever is there. */
    public static final Condition ALWAYS = new Condition(Kind.ALWAYS, Version.NONE, null);
    /** Applies if there is no entry. */
    public static final Condition ABSENT = new Condition(Kind.ABSENT, Version.NONE, null);
    /** Applies if there is an entry. */
    public static final Condition PRESENT = new Condition(Kind.PRESENT, Version.NONE, null);

    private final Kind kind;
    private final Version version;
    private final byte[] value;

    private Condition(Kind kind, Version version, byte[] value) {
        this.kind = kind;
        this.version = version;
        this.value = value;
    }

    /** Applies if the entry has that version. */
    public static Condition version(Version version) {
        return new Condition(Kind.VERSION, version, null);
    }

    /** Applies if the entry has these bytes; they are not copied. */
    public static Condition value(byte[] value) {
        return new Condition(Kind.VALUE, Version.NONE, value);
    }

    /** What kind it is. */
    public Kind kind() {
        return kind;
    }

    /** Wanted version, for {@link Kind#VERSION}. */
    public Version version() {
        return version;
    }

    /** Wanted bytes, for {@link Kind#VALUE}; null otherwise. Not to be changed. */
    public byte[] value() {
        return value;
    }

    /** Bytes it takes beyond a fixed few: those of the wanted value. */
    int valueBytes() {
        return value == null ? 0 : value.length;
    }

    static Condition readFrom(BodyReader in) {
        return switch (Kind.values()[in.int8("condition.kind", 0, Kind.values().length - 1)]) {
            case ALWAYS -> ALWAYS;
            case ABSENT -> ABSENT;
            case PRESENT -> PRESENT;
            case VERSION -> version(Version.readFrom(in));
            case VALUE -> value(in.bytes32("condition.value", Limits.VALUE_BYTES_MAX));
        };
    }

    void writeTo(ByteSink out) {
        out.int8(kind.ordinal());
        if (kind == Kind.VERSION) {
            version.writeTo(out);
        } else if (kind == Kind.VALUE) {
            out.bytes32(value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition that
                && kind == that.kind
                && version.equals(that.version)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, version, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
        return kind.toString();
    }
}
