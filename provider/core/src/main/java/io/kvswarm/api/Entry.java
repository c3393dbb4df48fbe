package io.kvswarm.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A key with its value, version and remaining life, as its owner gave it. Immutable. */
public final class Entry {
    private final byte[] key;
    private final byte[] value;
    private final EntryVersion version;
    private final Duration life;

    /**
     * An entry.
     *
     * @param key   copied
     * @param value copied
     * @param life  how long it still lives; null for ever
     */
    public Entry(byte[] key, byte[] value, EntryVersion version, Duration life) {
        this.key = key.clone();
        this.value = value.clone();
        this.version = Objects.requireNonNull(version, "version");
        this.life = life;
    }

    /** The key; a copy. */
    public byte[] key() {
        return key.clone();
    }

    /** The key as UTF-8 text. */
    public String keyText() {
        return new String(key, StandardCharsets.UTF_8);
    }

    /** The value; a copy. Empty if it was not asked for. */
    public byte[] value() {
        return value.clone();
    }

    /** The value as UTF-8 text. */
    public String valueText() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Its version, for changes on condition of it. */
    public EntryVersion version() {
        return version;
    }

    /** How long it lives from when it was asked for; empty for ever. */
    public Optional<Duration> life() {
        return Optional.ofNullable(life);
    }

    /** Version and lengths; never key or value. */
    @Override
    public String toString() {
        return "entry " + version + " with a key of " + key.length + " and a value of " + value.length + " bytes";
    }
}
