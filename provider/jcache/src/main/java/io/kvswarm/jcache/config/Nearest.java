package io.kvswarm.jcache.config;

import java.util.Collection;
import java.util.TreeSet;

/** Guesses what was meant by a word that is not known. */
final class Nearest {
    private static final int DISTANCE_MAX = 3;

    private Nearest() {}

    /** What to say of an unknown word. */
    static String unknown(String word, Collection<String> known) {
        String best = null;
        int least = Math.min(DISTANCE_MAX, (word.length() + 1) / 2) + 1;
        for (String candidate : new TreeSet<>(known)) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best == null
                ? "is not known; known are " + String.join(", ", new TreeSet<>(known))
                : "is not known; did you mean " + best + "?";
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
