package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.EntryImage;

/**
 * What is known of one key.
 *
 * @param entry      null if there is none; its version is {@code NONE} if this node wrote it and the owner has not
 *     answered yet
 * @param askedNanos when it was asked for, on the loop's clock: from then on the entry's remaining life counts
 */
public record ReadAnswer(EntryImage entry, long askedNanos) {
    /** True if there is an entry. */
    public boolean isPresent() {
        return entry != null;
    }
}
