package io.kvswarm.internal.store;

import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.util.Objects;

/**
 * An entry as a storage node holds it. Immutable.
 *
 * <p>Its value is in memory, or in the log record that it came with, or both. The position of that record is null until
 * the record is written, and for ever with a log that has no files.
 */
public final class StoredEntry implements Found {
    private final PlacedKey placed;
    private final Version version;
    private final long expiryMillis;
    private final byte[] value;
    private final int valueBytes;
    private final RecordPosition record;
    private final RecordPosition touchRecord;

    private StoredEntry(
            PlacedKey placed, Version version, long expiryMillis, Content content, RecordPosition touchRecord) {
        this.placed = Objects.requireNonNull(placed, "placed");
        this.version = Objects.requireNonNull(version, "version");
        this.expiryMillis = expiryMillis;
        this.value = content.value;
        this.valueBytes = content.bytes;
        this.record = content.record;
        this.touchRecord = touchRecord;
        if (expiryMillis < 0) {
            throw new IllegalArgumentException("expiryMillis is " + expiryMillis + ", expected 0 or more");
        }
    }

    /**
     * Where a value is.
     *
     * @param value  null if it is only in the log
     * @param bytes  its length
     * @param record null if it is only in memory
     */
    private record Content(byte[] value, int bytes, RecordPosition record) {}

    /**
     * An entry with its value in memory.
     *
     * @param expiryMillis when it ends, in owner time since 1970; 0 for never
     * @param value        not copied, not to be changed
     */
    public static StoredEntry of(CacheKey key, long position, Version version, long expiryMillis, byte[] value) {
        Content content = new Content(value, value.length, null);
        return new StoredEntry(new PlacedKey(key, position), version, expiryMillis, content, null);
    }

    /** An entry whose value is only in the log, at {@code record}. */
    public static StoredEntry inLog(
            PlacedKey placed, Version version, long expiryMillis, int valueBytes, RecordPosition record) {
        Content content = new Content(null, valueBytes, Objects.requireNonNull(record, "record"));
        return new StoredEntry(placed, version, expiryMillis, content, null);
    }

    /** The key. */
    public CacheKey key() {
        return placed.key();
    }

    /** The key and its place. */
    public PlacedKey placed() {
        return placed;
    }

    /** Where the key lies in the key space. */
    public long position() {
        return placed.position();
    }

    /** Its version. */
    public Version version() {
        return version;
    }

    /** When it ends, in owner time since 1970; 0 for never. */
    public long expiryMillis() {
        return expiryMillis;
    }

    /** The value, not to be changed; null if it is only in the log, see {@link EntryTable#value}. */
    public byte[] value() {
        return value;
    }

    /** Length of the value in bytes. */
    public int valueBytes() {
        return valueBytes;
    }

    /** Length of key and value: what bounds and counts call the bytes of an entry. */
    public int bytes() {
        return placed.key().key().length + valueBytes;
    }

    /** The log record with the value; null until it is written. */
    public RecordPosition record() {
        return record;
    }

    /** The log record that set the expiry after the value, which replay needs as well; null if there is none. */
    public RecordPosition touchRecord() {
        return touchRecord;
    }

    /** True if the entry has ended by {@code ownerMillis}. */
    public boolean isOverdue(long ownerMillis) {
        return expiryMillis != 0 && expiryMillis <= ownerMillis;
    }

    /** The same with another end. */
    public StoredEntry withExpiry(long newExpiryMillis) {
        return new StoredEntry(placed, version, newExpiryMillis, new Content(value, valueBytes, record), touchRecord);
    }

    /** The same, its value at {@code newRecord} in the log. */
    public StoredEntry withRecord(RecordPosition newRecord) {
        return new StoredEntry(placed, version, expiryMillis, new Content(value, valueBytes, newRecord), touchRecord);
    }

    /** The same, its expiry set by {@code newTouchRecord}. */
    public StoredEntry withTouchRecord(RecordPosition newTouchRecord) {
        return new StoredEntry(placed, version, expiryMillis, new Content(value, valueBytes, record), newTouchRecord);
    }

    /** The same with its value in memory. */
    public StoredEntry withValue(byte[] newValue) {
        if (newValue.length != valueBytes) {
            throw new IllegalArgumentException("value has " + newValue.length + " bytes, expected " + valueBytes);
        }
        return new StoredEntry(placed, version, expiryMillis, new Content(newValue, valueBytes, record), touchRecord);
    }

    /** The same without its value in memory; the record must be known. */
    public StoredEntry withoutValue() {
        Objects.requireNonNull(record, "record");
        return new StoredEntry(placed, version, expiryMillis, new Content(null, valueBytes, record), touchRecord);
    }

    /** Version and lengths; never key or value. */
    @Override
    public String toString() {
        return "entry " + version + " of " + bytes() + " bytes";
    }
}
