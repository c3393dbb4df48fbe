package io.kvswarm.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One change to make, with what it depends on and how far to wait. Immutable; the arrays given are copied.
 *
 * <pre>{@code
 * namespace.write(Write.put(key, value).ifAbsent().living(Duration.ofMinutes(5)))
 * }</pre>
 */
public final class Write {
    /** What has to hold. */
    public enum Condition {
        /** Nothing. */
        ALWAYS,
        /** There is no entry. */
        ABSENT,
        /** There is an entry. */
        PRESENT,
        /** The entry has the version of {@link #version()}. */
        VERSION,
        /** The entry has the bytes of {@link #expected()}. */
        VALUE
    }

    private final byte[] key;
    private final byte[] value;
    private final Condition condition;
    private final EntryVersion version;
    private final byte[] expected;
    private final Options options;

    /** The rest of a write. */
    private record Options(Duration life, boolean returnsOld, FlushOptions waitsFor) {}

    private Write(
            byte[] key, byte[] value, Condition condition, EntryVersion version, byte[] expected, Options options) {
        this.key = key;
        this.value = value;
        this.condition = condition;
        this.version = version;
        this.expected = expected;
        this.options = options;
    }

    /** Sets a value. */
    public static Write put(byte[] key, byte[] value) {
        Objects.requireNonNull(value, "value");
        return new Write(key.clone(), value.clone(), Condition.ALWAYS, null, null, defaults());
    }

    /** Sets a value; both texts as UTF-8. */
    public static Write put(String key, String value) {
        return put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes an entry. */
    public static Write delete(byte[] key) {
        return new Write(key.clone(), null, Condition.ALWAYS, null, null, defaults());
    }

    /** Removes an entry; the text as UTF-8. */
    public static Write delete(String key) {
        return delete(key.getBytes(StandardCharsets.UTF_8));
    }

    private static Options defaults() {
        return new Options(null, false, FlushOptions.RECEIPT.withDurability(Durability.OS));
    }

    /** The same, only if there is no entry. */
    public Write ifAbsent() {
        return new Write(key, value, Condition.ABSENT, null, null, options);
    }

    /** The same, only if there is an entry. */
    public Write ifPresent() {
        return new Write(key, value, Condition.PRESENT, null, null, options);
    }

    /** The same, only if the entry has that version. */
    public Write ifVersion(EntryVersion wanted) {
        return new Write(key, value, Condition.VERSION, Objects.requireNonNull(wanted, "wanted"), null, options);
    }

    /** The same, only if the entry has exactly these bytes. */
    public Write ifValue(byte[] wanted) {
        return new Write(key, value, Condition.VALUE, null, wanted.clone(), options);
    }

    /** The same, for an entry that ends after that time; at least a millisecond. */
    public Write living(Duration life) {
        if (life.toMillis() < 1) {
            throw new IllegalArgumentException("life is " + life + ", expected at least 1 ms");
        }
        return with(new Options(life, options.returnsOld, options.waitsFor));
    }

    /** The same, giving back the entry that was there before. */
    public Write returningOld() {
        return with(new Options(options.life, true, options.waitsFor));
    }

    /** The same, waiting so far; the default is {@code RECEIPT} with durability {@code OS}. */
    public Write waiting(FlushOptions wait) {
        return with(new Options(options.life, options.returnsOld, Objects.requireNonNull(wait, "wait")));
    }

    private Write with(Options newOptions) {
        return new Write(key, value, condition, version, expected, newOptions);
    }

    /** The key; a copy. */
    public byte[] key() {
        return key.clone();
    }

    /** The new value, a copy; empty for a removal. */
    public Optional<byte[]> value() {
        return Optional.ofNullable(value).map(byte[]::clone);
    }

    /** What has to hold. */
    public Condition condition() {
        return condition;
    }

    /** The version wanted, for {@link Condition#VERSION}; null otherwise. */
    public EntryVersion version() {
        return version;
    }

    /** The bytes wanted, a copy, for {@link Condition#VALUE}; null otherwise. */
    public byte[] expected() {
        return expected == null ? null : expected.clone();
    }

    /** How long the entry is to live; empty for ever. */
    public Optional<Duration> life() {
        return Optional.ofNullable(options.life);
    }

    /** True if the old entry is asked for. */
    public boolean returnsOld() {
        return options.returnsOld;
    }

    /** How far to wait. */
    public FlushOptions waitsFor() {
        return options.waitsFor;
    }
}
