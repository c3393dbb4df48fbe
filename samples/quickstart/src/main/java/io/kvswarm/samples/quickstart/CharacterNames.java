package io.kvswarm.samples.quickstart;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The names that Unicode gives to characters. */
final class CharacterNames {
    private CharacterNames() {}

    /** All code points in whose name {@code word} occurs: looks at every one there is. */
    static int[] with(String word) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(codePoint -> {
                    String name = Character.getName(codePoint);
                    return name != null && name.contains(word);
                })
                .toArray();
    }

    /** The words that occur in most names, the commonest first. */
    static List<String> commonestWords(int count) {
        Map<String, Integer> counts = new HashMap<>();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String name = Character.getName(codePoint);
            if (name != null) {
                Arrays.stream(name.split("[^A-Z]+"))
                        .filter(word -> word.length() > 1)
                        .forEach(word -> counts.merge(word, 1, Integer::sum));
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }
}
