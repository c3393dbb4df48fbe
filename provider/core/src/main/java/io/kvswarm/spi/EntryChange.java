package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;
import java.util.Objects;

/**
 * One change of one entry. Immutable, but for the arrays, which are not copied.
 *
 * @param kind       what it does
 * @param key        0 to 64 KiB
 * @param value      of a put, 0 to 64 MiB; empty otherwise
 * @param lifeMillis of a put or a touch: from when its owner applies it; {@link #FOR_EVER}, or, of a put, {@link
 *     #UNCHANGED}; longer than 292 years is 292 years
 * @param when       what has to hold for it to apply
 * @param version    wanted, for {@link When#VERSION}; null otherwise
 * @param expected   wanted bytes, for {@link When#VALUE}; null otherwise
 * @param wantsOld   true to be given the entry before
 */
public record EntryChange(
        Kind kind,
        byte[] key,
        byte[] value,
        long lifeMillis,
        When when,
        EntryVersion version,
        byte[] expected,
        boolean wantsOld) {
    /** A life without end. */
    public static final long FOR_EVER = 0;
    /** A put leaves the end of the entry's life where it is; if there was no entry it lives for ever. */
    public static final long UNCHANGED = -1;

    private static final byte[] NOTHING = {};

    /** What a change does. */
    public enum Kind {
        /** Sets the value. */
        PUT,
        /** Removes the entry. It applies also where there is none: {@link When#PRESENT} tells. */
        REMOVE,
        /** Sets the time left to live; value and version stay. Applies only where there is an entry. */
        TOUCH
    }

    /** What has to hold for a change to apply. */
    public enum When {
        /** Nothing. */
        ALWAYS,
        /** There is no entry. */
        ABSENT,
        /** There is an entry. */
        PRESENT,
        /** The entry has that version. */
        VERSION,
        /** The value has these bytes: only for encodings in which equal values have equal bytes. */
        VALUE
    }

    /** Checks what is needed. */
    public EntryChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(when, "when");
        if (lifeMillis < UNCHANGED) {
            throw new IllegalArgumentException("lifeMillis is " + lifeMillis + ", expected -1 or more");
        }
        if (lifeMillis == UNCHANGED && kind == Kind.TOUCH) {
            throw new IllegalArgumentException("a touch sets a life; lifeMillis is -1, expected 0 or more");
        }
    }

    /** Sets a value, for ever, whatever is there. */
    public static EntryChange put(byte[] key, byte[] value) {
        return new EntryChange(Kind.PUT, key, value, FOR_EVER, When.ALWAYS, null, null, false);
    }

    /** Removes an entry, whatever is there. */
    public static EntryChange remove(byte[] key) {
        return new EntryChange(Kind.REMOVE, key, NOTHING, FOR_EVER, When.ALWAYS, null, null, false);
    }

    /** Sets the time left to live of the entry that has that version. */
    public static EntryChange touch(byte[] key, long lifeMillis, EntryVersion version) {
        return new EntryChange(Kind.TOUCH, key, NOTHING, lifeMillis, When.VERSION, version, null, false);
    }

    /** The same, living so long. */
    public EntryChange living(long newLifeMillis) {
        return new EntryChange(kind, key, value, newLifeMillis, when, version, expected, wantsOld);
    }

    /** The same, if there is no entry. */
    public EntryChange ifAbsent() {
        return new EntryChange(kind, key, value, lifeMillis, When.ABSENT, null, null, wantsOld);
    }

    /** The same, if there is an entry. */
    public EntryChange ifPresent() {
        return new EntryChange(kind, key, value, lifeMillis, When.PRESENT, null, null, wantsOld);
    }

    /** The same, if the entry has that version. */
    public EntryChange ifVersion(EntryVersion wanted) {
        return new EntryChange(kind, key, value, lifeMillis, When.VERSION, wanted, null, wantsOld);
    }

    /** The same, if the value has these bytes. */
    public EntryChange ifValue(byte[] wanted) {
        return new EntryChange(kind, key, value, lifeMillis, When.VALUE, null, wanted, wantsOld);
    }

    /** The same, giving the entry before. */
    public EntryChange returningOld() {
        return new EntryChange(kind, key, value, lifeMillis, when, version, expected, true);
    }

    /** Kind and condition; never key or value. */
    @Override
    public String toString() {
        return kind + " if " + when;
    }
}
