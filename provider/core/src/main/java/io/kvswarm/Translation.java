package io.kvswarm;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.EntryChange.When;
import io.kvswarm.spi.VersionedValue;

/** What callers say in the words of the wire, and the other way round. */
final class Translation {
    private Translation() {}

    static EntryVersion versionOf(Version version) {
        return new EntryVersion(version.cellEpoch(), version.term(), version.index());
    }

    static Version versionOf(EntryVersion version) {
        return new Version(version.cellEpoch(), version.term(), version.index());
    }

    /** Null for null. */
    static VersionedValue valueOf(EntryImage image) {
        if (image == null) {
            return null;
        }
        long life = image.lifeMillis() == EntryImage.FOR_EVER ? EntryChange.FOR_EVER : image.lifeMillis();
        return new VersionedValue(image.value(), versionOf(image.version()), life);
    }

    static ChangeResult resultOf(Result result) {
        if (result.outcome() == Outcome.BUSY) {
            return new ChangeResult(
                    false, versionOf(result.version()), null, result.entry().lifeMillis());
        }
        return new ChangeResult(
                result.outcome() == Outcome.APPLIED, versionOf(result.version()), valueOf(result.entry()));
    }

    static Mutation.Kind kindOf(EntryChange change) {
        return switch (change.kind()) {
            case PUT -> Mutation.Kind.PUT;
            case REMOVE -> Mutation.Kind.REMOVE;
            case TOUCH -> Mutation.Kind.TOUCH;
        };
    }

    static Condition conditionOf(EntryChange change) {
        return switch (change.when()) {
            // Where there is no entry there is nothing to touch.
            case ALWAYS -> change.kind() == EntryChange.Kind.TOUCH ? Condition.PRESENT : Condition.ALWAYS;
            case ABSENT -> Condition.ABSENT;
            case PRESENT -> Condition.PRESENT;
            case VERSION -> Condition.version(versionOf(change.version()));
            case VALUE -> Condition.value(change.expected());
        };
    }

    /** Longer than 292 years is 292 years. */
    static long lifeOf(EntryChange change) {
        return change.kind() == EntryChange.Kind.REMOVE ? 0 : Math.min(change.lifeMillis(), Mutation.LIFE_MILLIS_MAX);
    }

    /** What is wrong with the lengths; null if nothing is. */
    static SwarmException tooLarge(byte[] key, byte[] value) {
        if (key.length > Limits.KEY_BYTES_MAX) {
            return tooLarge("key", key.length, Limits.KEY_BYTES_MAX);
        }
        if (value.length > Limits.VALUE_BYTES_MAX) {
            return tooLarge("value", value.length, Limits.VALUE_BYTES_MAX);
        }
        return null;
    }

    /** What is wrong with the lengths of a change; null if nothing is. */
    static SwarmException tooLarge(EntryChange change) {
        SwarmException problem = tooLarge(change.key(), change.value());
        if (problem != null || change.when() != When.VALUE) {
            return problem;
        }
        // A draft holds at most one value of the longest kind.
        return tooLarge(
                "value with the one expected",
                change.value().length + (long) change.expected().length,
                Limits.VALUE_BYTES_MAX);
    }

    private static SwarmException tooLarge(String what, long length, int max) {
        return length <= max
                ? null
                : new SwarmException(
                        ErrorCode.TOO_LARGE, what + " has " + length + " bytes, at most " + max + "; nothing was done");
    }
}
