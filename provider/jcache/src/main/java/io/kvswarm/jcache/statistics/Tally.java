package io.kvswarm.jcache.statistics;

/**
 * What one operation counts for. Immutable.
 *
 * @param hits     entries that were asked for and found
 * @param misses   entries that were asked for and not found
 * @param puts     entries that were given a value
 * @param removals entries that were removed
 */
public record Tally(int hits, int misses, int puts, long removals) {
    /** Counts for nothing. */
    public static final Tally NONE = new Tally(0, 0, 0, 0);

    /** Both together. */
    public Tally and(Tally other) {
        return new Tally(hits + other.hits, misses + other.misses, puts + other.puts, removals + other.removals);
    }
}
