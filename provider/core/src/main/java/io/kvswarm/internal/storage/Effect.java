package io.kvswarm.internal.storage;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;

/**
 * How one mutation ended and what it changed: the body of a record of type {@link RecordTypes#EFFECT}. Replay applies
 * it without looking at conditions, clocks or policies.
 *
 * <pre>
 * bytes  field
 *    16  session
 *     8  number
 *     8  confirmed     of the session in this cell
 *     4  contentHash   of the mutation, to tell a repeat from another one under its number
 *     8  ownerMillis   the cell's owner time
 *     1  outcome
 *     1  change
 *     1  durability
 *     8  expiryMillis  owner time; 0 for never; of SET and EXPIRY
 *  1-29  cache
 *   4+n  key
 *   4+n  value         of SET
 *     1  hasShown
 *     n  shown         the entry the result carries: version 24, lifeMillis 8, value 4+n; of CLEARED the value is the
 *                      number of entries there were, 8 bytes
 * </pre>
 *
 * @param shown null if the result carries no entry
 */
record Effect(
        SessionId session,
        long number,
        long confirmed,
        int contentHash,
        long ownerMillis,
        Outcome outcome,
        Change change,
        Durability durability,
        long expiryMillis,
        CacheKey key,
        byte[] value,
        EntryImage shown) {
    /** What happened to the entry. */
    enum Change {
        /** Nothing. */
        NONE,
        /** It has this value and a new version. */
        SET,
        /** It is gone. */
        REMOVED,
        /** It ends at another time; its version stays. */
        EXPIRY,
        /** All entries of the cache in this cell are gone. */
        CLEARED,
        /** The same, and the cache with them: this node answers for it no more. */
        DESTROYED
    }

    /** The value of effects without one. */
    static final byte[] NOTHING = {};

    static Effect of(LogRecord record) {
        return readFrom(new BodyReader("Effect", ByteBuffer.wrap(record.body())));
    }

    private static Effect readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        long number = in.int64("number", 1, Long.MAX_VALUE);
        long confirmed = in.int64("confirmed", 0, Long.MAX_VALUE);
        int contentHash = in.int32("contentHash", Integer.MIN_VALUE, Integer.MAX_VALUE);
        long ownerMillis = in.int64("ownerMillis", 0, Long.MAX_VALUE);
        Outcome outcome = Outcome.values()[in.int8("outcome", 0, Outcome.values().length - 1)];
        Change change = Change.values()[in.int8("change", 0, Change.values().length - 1)];
        Durability durability = Durability.values()[in.int8("durability", 0, Durability.values().length - 1)];
        long expiryMillis = in.int64("expiryMillis", 0, Long.MAX_VALUE);
        CacheId cache = CacheId.readFrom(in);
        CacheKey key = new CacheKey(cache, in.bytes32("key", Limits.KEY_BYTES_MAX));
        byte[] value = in.bytes32("value", Limits.VALUE_BYTES_MAX);
        EntryImage shown = in.flag("hasShown") ? EntryImage.readFrom(in) : null;
        in.end();
        return new Effect(
                session,
                number,
                confirmed,
                contentHash,
                ownerMillis,
                outcome,
                change,
                durability,
                expiryMillis,
                key,
                value,
                shown);
    }

    byte[] toBody() {
        int shownBytes = shown == null ? 0 : Version.BYTES + 12 + shown.value().length;
        ByteSink out = new ByteSink(100 + key.key().length + value.length + shownBytes);
        session.writeTo(out);
        out.int64(number).int64(confirmed).int32(contentHash).int64(ownerMillis);
        out.int8(outcome.ordinal()).int8(change.ordinal()).int8(durability.ordinal());
        out.int64(expiryMillis);
        key.cache().writeTo(out);
        out.bytes32(key.key()).bytes32(value).flag(shown != null);
        if (shown != null) {
            shown.writeTo(out);
        }
        return out.toBytes();
    }

    /** The result that the writer gets for it. */
    Result result(int cell, Version version, long sequence) {
        return new Result(number, cell, outcome, version, sequence, shown);
    }
}
