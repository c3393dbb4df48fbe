package io.kvswarm.internal.store;

/**
 * An entry that has ended, as far as the table knows; fetch and look before it is made an effect.
 *
 * @param placed       its key
 * @param expiryMillis when it ended, in owner time
 */
public record Deadline(PlacedKey placed, long expiryMillis) {}
