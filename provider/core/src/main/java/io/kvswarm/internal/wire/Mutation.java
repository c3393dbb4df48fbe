package io.kvswarm.internal.wire;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;
import java.util.Objects;

/**
 * One change of one entry. Its number, cell and content are fixed when it is sealed and never change (RULES 3).
 *
 * <pre>
 * bytes  field
 *     8  number      of its session, from 1
 *     8  prev        the session's number before it in the same cell, 0 if none
 *     4  cell        0 to 65535; {@value #QUEUE_CELL} for messages
 *     1  kind        see {@link Kind}
 *     1  flags       bit 0 asks for the old value; bits 1-2 durability; bit 3, of a PUT: the end of life stays
 *     8  lifeMillis  0 for ever, else from when the owner applies it; 0 with bit 3
 *   1-29 cache       see {@link CacheId}
 *     1+ condition   see {@link Condition}
 *   4+n  key         0 to 65,536 bytes
 *   4+n  value       0 to 67,108,864 bytes
 * </pre>
 *
 * <p>A {@link Kind#WITHDRAW} stands for the mutation of the same number, which is to be applied never unless it has
 * been. A {@link Kind#LOST} says that the session's numbers of this cell up to its own are gone. A {@link Kind#CLEAR}
 * that asks for the old value is told how many entries there were: the value of the result's entry, 8 bytes. One on
 * condition {@link Condition.Kind#ABSENT} applies only where nobody watches the cache (RULES 27).
 *
 * @param lifeMillis {@link #LIFE_UNCHANGED} with bit 3 of the flags
 * @param key   not copied, not to be changed
 * @param value not copied, not to be changed; empty where the kind has none
 */
public record Mutation(
        long number,
        long prev,
        int cell,
        Kind kind,
        boolean wantsOld,
        Durability durability,
        long lifeMillis,
        CacheId cache,
        Condition condition,
        byte[] key,
        byte[] value) {
    /** What a mutation does; a released number keeps its meaning. */
    public enum Kind {
        /** Sets the value. */
        PUT,
        /** Removes the entry. */
        REMOVE,
        /** Sets the time left to live; the version stays. */
        TOUCH,
        /** Removes all entries of a cache in this cell. */
        CLEAR,
        /** Gives up the mutation of the same number. */
        WITHDRAW,
        /** Tells that numbers up to this one are gone for good. */
        LOST,
        /** A message for the receiving node's queue. */
        MESSAGE,
        /** Settings of a cache, as its value, for the owner's bounds. */
        SETTINGS,
        /** The last CLEAR: from now on the owner answers whatever concerns the cache with {@code NO_SUCH_CACHE}. */
        DESTROY
    }

    /** The one cell of a message queue, which is a log of its own without a key space. */
    public static final int QUEUE_CELL = 0;
    /** Longest time to live in milliseconds: about 292 years less a day. */
    public static final long LIFE_MILLIS_MAX = Long.MAX_VALUE / 1_000_000 - 86_400_000;
    /** {@link #lifeMillis} of a put that leaves the end of life where it is; without an entry, for ever. */
    public static final long LIFE_UNCHANGED = -1;
    /** Fewest bytes one takes in a block; bounds how many a block can hold. */
    static final int BYTES_MIN = 3 * Long.BYTES + 4 + 1 + 1 + 1 + 1 + 4 + 4;

    private static final int DURABILITY_SHIFT = 1;
    private static final int DURABILITY_MASK = 3;
    private static final int UNCHANGED_FLAG = 8;
    private static final byte[] NOTHING = {};

    /** Checks every range. */
    public Mutation {
        Limits.between("mutation.number", number, 1, Long.MAX_VALUE);
        Limits.between("mutation.prev", prev, 0, number - 1);
        Limits.between("mutation.cell", cell, 0, Limits.CELLS_MAX - 1);
        Limits.between("mutation.lifeMillis", lifeMillis, kind == Kind.PUT ? LIFE_UNCHANGED : 0, LIFE_MILLIS_MAX);
        Limits.between("mutation.key.length", key.length, 0, Limits.KEY_BYTES_MAX);
        Limits.between("mutation.value.length", value.length, 0, Limits.VALUE_BYTES_MAX);
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(durability, "durability");
    }

    /** True for a put that leaves the end of the entry's life where it is. */
    public boolean keepsEnd() {
        return lifeMillis == LIFE_UNCHANGED;
    }

    /** The same number and place, given up. */
    public Mutation withdrawn() {
        return new Mutation(
                number, prev, cell, Kind.WITHDRAW, false, durability, 0, cache, Condition.ALWAYS, NOTHING, NOTHING);
    }

    /** Bytes it takes in memory and on the wire, roughly: what limits count. */
    public int weight() {
        return 96 + key.length + value.length + condition.valueBytes();
    }

    /** Reads a mutation. */
    public static Mutation readFrom(BodyReader in) {
        long number = in.int64("mutation.number", 1, Long.MAX_VALUE);
        long prev = in.int64("mutation.prev", 0, number - 1);
        int cell = in.int32("mutation.cell", 0, Limits.CELLS_MAX - 1);
        Kind kind = Kind.values()[in.int8("mutation.kind", 0, Kind.values().length - 1)];
        int flags = in.int8("mutation.flags", 0, kind == Kind.PUT ? UNCHANGED_FLAG + 5 : 5);
        if ((flags >> DURABILITY_SHIFT & DURABILITY_MASK) >= Durability.values().length) {
            throw in.malformed("mutation.flags: is " + flags + ", expected a durability of 0 to 2 in bits 1-2");
        }
        boolean isUnchanged = (flags & UNCHANGED_FLAG) != 0;
        long lifeMillis = in.int64("mutation.lifeMillis", 0, isUnchanged ? 0 : LIFE_MILLIS_MAX);
        CacheId cache = CacheId.readFrom(in);
        Condition condition = Condition.readFrom(in);
        byte[] key = in.bytes32("mutation.key", Limits.KEY_BYTES_MAX);
        byte[] value = in.bytes32("mutation.value", Limits.VALUE_BYTES_MAX);
        Durability durability = Durability.values()[flags >> DURABILITY_SHIFT & DURABILITY_MASK];
        return new Mutation(
                number,
                prev,
                cell,
                kind,
                (flags & 1) == 1,
                durability,
                isUnchanged ? LIFE_UNCHANGED : lifeMillis,
                cache,
                condition,
                key,
                value);
    }

    /** Writes the mutation; also what its content hash covers. */
    public void writeTo(ByteSink out) {
        out.int64(number).int64(prev).int32(cell).int8(kind.ordinal());
        out.int8((wantsOld ? 1 : 0) | durability.ordinal() << DURABILITY_SHIFT | (keepsEnd() ? UNCHANGED_FLAG : 0));
        out.int64(keepsEnd() ? 0 : lifeMillis);
        cache.writeTo(out);
        condition.writeTo(out);
        out.bytes32(key).bytes32(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mutation that
                && number == that.number
                && prev == that.prev
                && cell == that.cell
                && kind == that.kind
                && wantsOld == that.wantsOld
                && durability == that.durability
                && lifeMillis == that.lifeMillis
                && cache.equals(that.cache)
                && condition.equals(that.condition)
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, cell, kind, Arrays.hashCode(key));
    }

    /** Number, kind and cell; never key or value. */
    @Override
    public String toString() {
        return "mutation " + number + " (" + kind + ", cell " + cell + ")";
    }
}
