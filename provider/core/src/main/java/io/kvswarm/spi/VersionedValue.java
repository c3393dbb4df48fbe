package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;
import java.util.Arrays;
import java.util.Objects;

/**
 * What is there under a key. Immutable, but for its {@link #memo}; safe from any thread.
 *
 * <p>Two are equal if bytes, version and life are.
 */
public final class VersionedValue {
    /** What {@link CacheStore#peek} gives where it is known that there is no entry; compared by identity. */
    public static final VersionedValue ABSENT =
            new VersionedValue(new byte[0], new EntryVersion(0, 0, 0), EntryChange.FOR_EVER);

    private final byte[] value;
    private final EntryVersion version;
    private final long lifeMillis;
    /** Who has the memo; null for itself. */
    private final VersionedValue first;

    private Object memo;

    /**
     * A value.
     *
     * @param value      not copied, not to be changed
     * @param version    for changes on condition of it
     * @param lifeMillis how long it lives from when it was asked for; {@link EntryChange#FOR_EVER} if it does not
     *     expire
     */
    public VersionedValue(byte[] value, EntryVersion version, long lifeMillis) {
        this(value, version, lifeMillis, null);
    }

    private VersionedValue(byte[] value, EntryVersion version, long lifeMillis, VersionedValue first) {
        this.value = Objects.requireNonNull(value, "value");
        this.version = Objects.requireNonNull(version, "version");
        this.lifeMillis = lifeMillis;
        this.first = first;
    }

    /** Its bytes, not to be changed. */
    public byte[] value() {
        return value;
    }

    /** For changes on condition of it. */
    public EntryVersion version() {
        return version;
    }

    /** How long it lives from when it was asked for; {@link EntryChange#FOR_EVER} if it does not expire. */
    public long lifeMillis() {
        return lifeMillis;
    }

    /** The same, with the same memo, living so long from now. */
    public VersionedValue living(long newLifeMillis) {
        return new VersionedValue(value, version, newLifeMillis, first == null ? this : first);
    }

    /**
     * What was left here by {@link #memo(Object)}, so that an entry kept near is decoded once; null if nothing was, or
     * another thread's is not seen yet.
     */
    public Object memo() {
        return first == null ? memo : first.memo;
    }

    /**
     * Leaves an object made of {@link #value} for later hits of the same near entry: an immutable one, of which all
     * fields are final, as threads see it without synchronization.
     */
    public void memo(Object made) {
        if (first == null) {
            memo = made;
        } else {
            first.memo = made;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionedValue that
                && lifeMillis == that.lifeMillis
                && version.equals(that.version)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(value), version, lifeMillis);
    }

    /** Version and life; never the value. */
    @Override
    public String toString() {
        return "value of version " + version + " living " + lifeMillis + " ms";
    }
}
