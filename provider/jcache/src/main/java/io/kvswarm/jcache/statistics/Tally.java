package io.kvswarm.jcache.statistics;

/**
 * What one operation counts for. Immutable.
 *
 * @param hits     entries that were asked for and found
 * @param misses   entries that were asked for and not found
 * @param puts     entries that were given a value
 * @param removals entries that were removed
 * @param origin   where hits came from, and why misses were none
 */
public record Tally(int hits, int misses, int puts, long removals, Origin origin) {
    /** Counts for nothing. */
    public static final Tally NONE = new Tally(0, 0, 0, 0);
    /** The loader had a value for what was missing. */
    public static final Tally LOADED = new Tally(0, 0, 0, 0, new Origin(0, 1, 0, 0));

    /**
     * Hits that did not come from an owner, and misses that were not for lack of an entry. Immutable.
     *
     * @param near        hits among entries this process keeps near
     * @param loaded      misses for which the loader had a value
     * @param undecodable misses, as what is there cannot be decoded here
     * @param unreachable misses, as no owner could be asked
     */
    public record Origin(int near, int loaded, int undecodable, int unreachable) {
        /** Nothing out of the ordinary. */
        public static final Origin NONE = new Origin(0, 0, 0, 0);

        private Origin and(Origin other) {
            return other == NONE
                    ? this
                    : new Origin(
                            near + other.near,
                            loaded + other.loaded,
                            undecodable + other.undecodable,
                            unreachable + other.unreachable);
        }
    }

    /** What comes from owners. */
    public Tally(int hits, int misses, int puts, long removals) {
        this(hits, misses, puts, removals, Origin.NONE);
    }

    /** Both together. */
    public Tally and(Tally other) {
        return new Tally(
                hits + other.hits,
                misses + other.misses,
                puts + other.puts,
                removals + other.removals,
                origin.and(other.origin));
    }
}
