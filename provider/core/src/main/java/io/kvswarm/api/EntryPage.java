package io.kvswarm.api;

import java.util.List;
import java.util.Optional;

/**
 * Some entries of a namespace, in the order of the key space.
 *
 * @param entries in order; may be empty although more follow
 * @param next    where to go on; empty at the end
 */
public record EntryPage(List<Entry> entries, Optional<Cursor> next) {
    /** Copies the list. */
    public EntryPage {
        entries = List.copyOf(entries);
    }

    /** A place in the order of the key space; valid across restarts and changes of owners. Opaque. */
    public static final class Cursor {
        private final int cell;
        private final byte[] after;

        /** In {@code cell}, behind the key {@code after}; null for the cell's start. */
        public Cursor(int cell, byte[] after) {
            this.cell = cell;
            this.after = after == null ? null : after.clone();
        }

        /** The cell. */
        public int cell() {
            return cell;
        }

        /** The key it stands behind; null at the start of the cell. */
        public byte[] after() {
            return after == null ? null : after.clone();
        }
    }
}
