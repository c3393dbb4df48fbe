package io.kvswarm.internal.write;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;

/**
 * What a caller wants changed, before it has a number. Immutable.
 *
 * @param kind       what to do; never {@code WITHDRAW} or {@code LOST}
 * @param cell       the cell, or {@link #BY_KEY}
 * @param wantsOld   true for the old value with the result
 * @param durability what the owner has to have done with it before it answers
 * @param lifeMillis 0 for ever, else how long the entry lives from when the owner applies the change; of a put also
 *     {@link Mutation#LIFE_UNCHANGED}
 * @param cache      the cache
 * @param condition  what has to hold for it to apply
 * @param key        not copied, not to be changed
 * @param value      not copied, not to be changed; empty where the kind has none
 */
public record Draft(
        Mutation.Kind kind,
        int cell,
        boolean wantsOld,
        Durability durability,
        long lifeMillis,
        CacheId cache,
        Condition condition,
        byte[] key,
        byte[] value) {
    /** The {@link #cell} of a draft that goes where its key lies. */
    public static final int BY_KEY = -1;

    /** What {@link Mutation#weight} counts besides bytes. */
    private static final int WEIGHT_MIN = 96;

    private static final byte[] NOTHING = {};

    /** Checks every range. */
    public Draft {
        Limits.between("draft.cell", cell, BY_KEY, Limits.CELLS_MAX - 1);
        long lifeMin = kind == Mutation.Kind.PUT ? Mutation.LIFE_UNCHANGED : 0;
        Limits.between("draft.lifeMillis", lifeMillis, lifeMin, Mutation.LIFE_MILLIS_MAX);
        Limits.between("draft.key.length", key.length, 0, Limits.KEY_BYTES_MAX);
        Limits.between("draft.value.length", value.length, 0, Limits.VALUE_BYTES_MAX);
        if (kind == Mutation.Kind.WITHDRAW || kind == Mutation.Kind.LOST) {
            throw new IllegalArgumentException("a draft is never a " + kind);
        }
    }

    /** Sets a value, for ever and whatever is there. */
    public static Draft put(CacheId cache, byte[] key, byte[] value, Durability durability) {
        return new Draft(Mutation.Kind.PUT, BY_KEY, false, durability, 0, cache, Condition.ALWAYS, key, value);
    }

    /** Removes an entry, whatever is there. */
    public static Draft remove(CacheId cache, byte[] key, Durability durability) {
        return new Draft(Mutation.Kind.REMOVE, BY_KEY, false, durability, 0, cache, Condition.ALWAYS, key, NOTHING);
    }

    /** Sets the time left to live of the entry with the condition's version. */
    public static Draft touch(CacheId cache, byte[] key, Condition condition, long lifeMillis, Durability durability) {
        return new Draft(Mutation.Kind.TOUCH, BY_KEY, false, durability, lifeMillis, cache, condition, key, NOTHING);
    }

    /** Removes all entries of a cache in one cell. */
    public static Draft clear(CacheId cache, int cell, Durability durability) {
        return new Draft(Mutation.Kind.CLEAR, cell, false, durability, 0, cache, Condition.ALWAYS, NOTHING, NOTHING);
    }

    /** Removes all entries of a cache in one cell, for ever. */
    public static Draft destroy(CacheId cache, int cell, Durability durability) {
        return new Draft(Mutation.Kind.DESTROY, cell, false, durability, 0, cache, Condition.ALWAYS, NOTHING, NOTHING);
    }

    /** Tells one cell's owner the settings of a cache. */
    public static Draft settings(CacheId cache, int cell, byte[] settings, Durability durability) {
        return new Draft(
                Mutation.Kind.SETTINGS, cell, false, durability, 0, cache, Condition.ALWAYS, NOTHING, settings);
    }

    /** A message for a node's queue. */
    public static Draft message(byte[] content, Durability durability) {
        return new Draft(
                Mutation.Kind.MESSAGE,
                Mutation.QUEUE_CELL,
                false,
                durability,
                0,
                CacheId.QUEUE,
                Condition.ALWAYS,
                NOTHING,
                content);
    }

    /** The same with another durability. */
    public Draft lasting(Durability newDurability) {
        return new Draft(kind, cell, wantsOld, newDurability, lifeMillis, cache, condition, key, value);
    }

    /** The same under a condition. */
    public Draft when(Condition newCondition) {
        return new Draft(kind, cell, wantsOld, durability, lifeMillis, cache, newCondition, key, value);
    }

    /** The same, asking for the old value. */
    public Draft wantingOld() {
        return new Draft(kind, cell, true, durability, lifeMillis, cache, condition, key, value);
    }

    /** The same, for an entry that lives so long; 0 for ever. */
    public Draft living(long newLifeMillis) {
        return new Draft(kind, cell, wantsOld, durability, newLifeMillis, cache, condition, key, value);
    }

    /** The mutation this becomes under {@code number} in {@code itsCell}, behind {@code prev}. */
    Mutation sealed(long number, long prev, int itsCell) {
        return new Mutation(
                number, prev, itsCell, kind, wantsOld, durability, lifeMillis, cache, condition, key, value);
    }

    /** Bytes it will count for. */
    int weight() {
        return (int) Math.min(Integer.MAX_VALUE, WEIGHT_MIN + bytes());
    }

    /** Bytes of key, value and wanted value. */
    long bytes() {
        long conditionBytes = condition.value() == null ? 0 : condition.value().length;
        return conditionBytes + key.length + value.length;
    }

    /** Kind and cell; never key or value. */
    @Override
    public String toString() {
        return "draft (" + kind + ", " + durability + ")";
    }
}
