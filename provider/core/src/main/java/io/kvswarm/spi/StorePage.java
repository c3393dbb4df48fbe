package io.kvswarm.spi;

import java.util.List;

/**
 * Some entries of a cache, in the order of the key space.
 *
 * @param entries may be empty although there is more
 * @param next    where the next page begins; null at the end
 */
public record StorePage(List<KeyedValue> entries, Place next) {
    /**
     * An entry of a page.
     *
     * @param key   not copied, not to be changed
     * @param value what is there
     */
    public record KeyedValue(byte[] key, VersionedValue value) {}

    /**
     * A place in the key space.
     *
     * @param cell    in which cell
     * @param lastKey last key given in it; null for none
     */
    public record Place(int cell, byte[] lastKey) {}
}
