package io.kvswarm.api;

import java.util.Optional;

/**
 * How a {@link Write} ended.
 *
 * @param applied true if it was applied; false if its condition did not hold
 * @param version of the entry it made, or of its record in the log; empty below level {@code ACK}
 * @param entry   the entry before, if asked for; after a failed comparison of versions, the one that is there
 */
public record WriteResult(boolean applied, Optional<EntryVersion> version, Optional<Entry> entry) {}
