package io.kvswarm.internal.store;

import static io.kvswarm.internal.base.Limits.KIB;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/** Reads values that are only in the log, wherever compaction carries them meanwhile. Confined to the loop. */
final class Values {
    /** Longer values are not kept in memory after they were read. */
    static final int KEEP_BYTES_MAX = 64 * KIB;

    private static final int TRIES = 4;

    private final ValueReader reader;
    private final Slots slots;
    private final Resident resident;
    private final Fetches fetches;

    Values(ValueReader reader, Slots slots, Resident resident, Fetches fetches) {
        this.reader = reader;
        this.slots = slots;
        this.resident = resident;
        this.fetches = fetches;
    }

    void value(StoredEntry entry, BiConsumer<byte[], SwarmException> then) {
        if (entry.value() != null) {
            then.accept(entry.value(), null);
            return;
        }
        StoredEntry same = sameAsNow(entry);
        if (same != null && same.value() != null) {
            then.accept(same.value(), null);
        } else {
            read(same == null ? entry : same, TRIES, then);
        }
    }

    private void read(StoredEntry entry, int tries, BiConsumer<byte[], SwarmException> then) {
        reader.read(entry).whenComplete((value, failure) -> {
            if (failure != null) {
                onFailure(entry, asSwarmException(failure), tries, then);
            } else if (value.length != entry.valueBytes()) {
                then.accept(null, wrongLength(entry, value.length));
            } else {
                keep(entry, value);
                then.accept(value, null);
            }
        });
    }

    /** The record may be gone because the entry is, or because it was carried elsewhere. */
    private void onFailure(
            StoredEntry entry, SwarmException failure, int tries, BiConsumer<byte[], SwarmException> then) {
        fetches.fetch(List.of(entry.placed()), unread -> {
            StoredEntry same = sameAsNow(entry);
            if (unread != null) {
                then.accept(null, failure);
            } else if (same == null) {
                then.accept(null, null);
            } else if (same.value() != null) {
                then.accept(same.value(), null);
            } else if (tries > 1 && !same.record().equals(entry.record())) {
                read(same, tries - 1, then);
            } else {
                then.accept(null, failure);
            }
        });
    }

    /** What is known of the entry now, if it still is that entry; null otherwise or if nothing is known. */
    private StoredEntry sameAsNow(StoredEntry entry) {
        Slot slot = slots.find(entry.key());
        StoredEntry now = slot == null || !slot.isKnown ? null : slot.current();
        return now != null && now.version().equals(entry.version()) ? now : null;
    }

    private void keep(StoredEntry entry, byte[] value) {
        Slot slot = slots.find(entry.key());
        if (value.length <= KEEP_BYTES_MAX && slot != null && slot.queue != null && sameAsNow(entry) != null) {
            slot.entry = slot.entry.withValue(value);
            resident.keep(slot);
        }
    }

    private static SwarmException asSwarmException(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SwarmException known
                ? known
                : new SwarmException(ErrorCode.DISK_FAILED, "a value cannot be read from the log", cause);
    }

    private static SwarmException wrongLength(StoredEntry entry, int length) {
        return new SwarmException(
                ErrorCode.CORRUPT,
                entry.record() + ": value has " + length + " bytes, expected " + entry.valueBytes()
                        + "; it is not served");
    }
}
