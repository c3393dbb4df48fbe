package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.codec.Samples.Color;
import io.kvswarm.jcache.codec.Samples.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Goal: the bytes of keys and values never change, and those written once can be read for ever. Method: one line for
 * each layout under {@code golden/codecs.txt}, in the order of the values here.
 */
@SuppressWarnings("JavaUtilDate") // What applications store.
final class GoldenBytesTest {
    private final Codecs codecs = Samples.codecs();

    private static List<Object> values() {
        List<Object> values = new ArrayList<>();
        Samples.scalars().stream()
                .filter(value -> !(value instanceof String text) || text.length() < 100)
                .forEach(values::add);
        values.addAll(List.of(
                new Date(5),
                new byte[] {1, -1},
                new boolean[] {true, false},
                new char[] {'a', '\uffff'},
                new short[] {-3, 700},
                new int[] {-3, 1 << 30},
                new long[] {-3, 1L << 60},
                new float[] {-0.0f, 2},
                new double[] {-0.0, 2},
                new String[] {"a", null},
                new Point(1, null),
                new ArrayList<>(Arrays.asList(1, null, "a")),
                List.of(1, 2, 3),
                List.of(1),
                new LinkedHashSet<>(List.of(2, 1)),
                new TreeSet<>(List.of("b", "a")),
                new TreeSet<>(Collections.reverseOrder()),
                new LinkedHashMap<>(Map.of("a", 1)),
                new HashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", 1)),
                EnumSet.of(Color.RED, Color.BLUE),
                new EnumMap<>(Map.of(Color.GREEN, 1)),
                BitSet.valueOf(new long[] {5}),
                Map.entry("a", 1)));
        return values;
    }

    private static List<Object> keys() {
        return List.of(
                List.of("b", "a"),
                Set.of("b", "a"),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                Map.entry("a", 1),
                Set.of());
    }

    @Test
    void bytesAreFixed() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Object value : values()) {
            line(all, value, codecs.encodeValue(value));
        }
        for (Object key : keys()) {
            line(all, key, codecs.encodeKey(key));
        }
        assertEquals(golden(), all.toString());
    }

    @Test
    void bytesAreRead() throws IOException, UndecodableException {
        List<Object> all = new ArrayList<>(values());
        all.addAll(keys());
        List<String> lines = golden().lines().toList();
        assertEquals(all.size(), lines.size());
        for (int index = 0; index < lines.size(); index++) {
            byte[] bytes = HexFormat.of().parseHex(lines.get(index).replaceFirst(".* ", ""));
            Object back = codecs.decode(bytes);
            assertTrue(Arrays.deepEquals(new Object[] {all.get(index)}, new Object[] {back}), lines.get(index));
        }
    }

    private static void line(StringBuilder all, Object value, byte[] bytes) {
        all.append(
                        value.getClass().getSimpleName().isEmpty()
                                ? "constant"
                                : value.getClass().getSimpleName())
                .append(' ')
                .append(HexFormat.of().formatHex(bytes))
                .append('\n');
    }

    private static String golden() throws IOException {
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/codecs.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
