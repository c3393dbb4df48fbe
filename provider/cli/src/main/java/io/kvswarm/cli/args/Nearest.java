package io.kvswarm.cli.args;

import java.util.Collection;
import java.util.Optional;

/** Guesses what was meant by a word that is not known. */
final class Nearest {
    private static final int DISTANCE_MAX = 3;

    private Nearest() {}

    /** The word of {@code known} with the fewest letters different; empty if none is near. */
    static Optional<String> to(String word, Collection<String> known) {
        String best = null;
        int least = Math.min(DISTANCE_MAX, (word.length() + 1) / 2) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Letters to insert, to drop or to change. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int change = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(change, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
