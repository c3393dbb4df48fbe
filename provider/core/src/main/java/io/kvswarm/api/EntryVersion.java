package io.kvswarm.api;

/**
 * Version of an entry: never used twice for one key, so that a change on condition of a version cannot be fooled.
 *
 * @param cellEpoch epoch of the config under which the owner took the key's cell
 * @param term      the owner's count of starts that did not follow a clean stop
 * @param index     position in the cell's log, from 1
 */
public record EntryVersion(long cellEpoch, long term, long index) {
    /** The three numbers with dots between. */
    @Override
    public String toString() {
        return cellEpoch + "." + term + "." + index;
    }
}
