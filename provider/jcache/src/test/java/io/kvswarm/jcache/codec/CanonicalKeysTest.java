package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.codec.Samples.Color;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Goal: keys have the same bytes exactly if they are equal, whatever they were made of. Method: random keys of nested
 * collections, records and scalars, each made a second time from other classes and in another order.
 */
@SuppressWarnings("JdkObsolete") // What applications use.
final class CanonicalKeysTest {
    private static final int SEEDS = 3000;

    private final Codecs codecs = Samples.codecs();

    /** A record as a key. */
    record Pair(Object left, double right) {}

    @Test
    void equalKeysHaveEqualBytesHoweverTheyWereMade() throws UndecodableException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Object one = key(new SplittableRandom(seed), new SplittableRandom(seed + SEEDS), 0);
            Object other = key(new SplittableRandom(seed), new SplittableRandom(seed + 2 * SEEDS), 0);
            String what = "seed " + seed;
            assertEquals(one, other, what);
            assertArrayEquals(codecs.encodeKey(one), codecs.encodeKey(other), what);
            Object back = codecs.decode(codecs.encodeKey(one));
            assertEquals(one, back, what);
            assertArrayEquals(codecs.encodeKey(one), codecs.encodeKey(back), what);
        }
    }

    @Test
    void keysThatDifferHaveOtherBytes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Object one = key(new SplittableRandom(seed), new SplittableRandom(1), 0);
            Object other = key(new SplittableRandom(seed + SEEDS), new SplittableRandom(1), 0);
            assertEquals(
                    one.equals(other), Arrays.equals(codecs.encodeKey(one), codecs.encodeKey(other)), "seed " + seed);
        }
    }

    /** A key whose content is decided by one source and whose classes and order by another. */
    private static Object key(SplittableRandom content, SplittableRandom looks, int depth) {
        return switch (content.nextInt(depth > 3 ? 2 : 6)) {
            case 0 -> Samples.scalars().get(content.nextInt(Samples.scalars().size()));
            case 1 -> content.nextInt(4);
            case 2 -> new Pair(key(content, looks, depth + 1), content.nextBoolean() ? -0.0 : 0.0);
            case 3 -> list(several(content, looks, depth), looks.nextInt(6));
            case 4 -> set(several(content, looks, depth), looks);
            default -> map(several(content, looks, depth), key(content, looks, depth + 1), looks);
        };
    }

    private static List<Object> several(SplittableRandom content, SplittableRandom looks, int depth) {
        List<Object> items = new ArrayList<>();
        int count = content.nextInt(4);
        for (int index = 0; index < count; index++) {
            items.add(key(content, looks, depth + 1));
        }
        return items;
    }

    private static List<Object> list(List<Object> items, int kind) {
        return switch (kind) {
            case 0 -> items;
            case 1 -> new LinkedList<>(items);
            case 2 -> List.copyOf(items);
            case 3 -> Collections.unmodifiableList(new Vector<>(items));
            case 4 -> new CopyOnWriteArrayList<>(items).subList(0, items.size());
            default -> Arrays.asList(items.toArray());
        };
    }

    private static Set<Object> set(List<Object> items, SplittableRandom looks) {
        if (looks.nextBoolean()) {
            Collections.reverse(items);
        }
        Set<Object> set = new LinkedHashSet<>(items);
        return switch (looks.nextInt(5)) {
            case 0 -> set;
            case 1 -> new HashSet<>(items);
            case 2 -> Set.copyOf(items);
            case 3 -> Collections.synchronizedSet(set);
            default -> {
                Map<Object, Object> map = new ConcurrentHashMap<>();
                set.forEach(item -> map.put(item, item));
                yield map.keySet();
            }
        };
    }

    private static Map<Object, Object> map(List<Object> keys, Object value, SplittableRandom looks) {
        if (looks.nextBoolean()) {
            Collections.reverse(keys);
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        keys.forEach(key -> map.put(key, value));
        return switch (looks.nextInt(4)) {
            case 0 -> map;
            case 1 -> new HashMap<>(map);
            case 2 -> Map.copyOf(map);
            default -> Collections.unmodifiableMap(map);
        };
    }

    @Test
    void sortedAndEnumCollectionsAreTheSameKeyAsOthers() {
        same(new TreeSet<>(List.of("b", "a")), new HashSet<>(List.of("a", "b")));
        same(new TreeSet<>(Collections.reverseOrder()), Set.of());
        same(new TreeMap<>(Map.of("a", 1)), Map.of("a", 1));
        same(EnumSet.of(Color.RED, Color.GREEN), Set.of(Color.GREEN, Color.RED));
        same(EnumSet.noneOf(Color.class), Set.of());
        same(new EnumMap<>(Map.of(Color.RED, 1)), Map.of(Color.RED, 1));
        same(new SimpleEntry<>("a", 1), Map.entry("a", 1));
        same(new HashMap<>(Map.of("a", 1)).entrySet().iterator().next(), Map.entry("a", 1));
        same(new HashMap<>(Map.of("a", 1)).entrySet(), Set.of(Map.entry("a", 1)));
    }

    @Test
    void anonymousSubclassesAreEqualAsTheirParentsAre() {
        same(
                new ArrayList<>() {
                    private static final long serialVersionUID = 1;

                    {
                        add("a");
                    }
                },
                List.of("a"));
    }

    @Test
    void listsSetsAndMapsDiffer() {
        assertFalse(Arrays.equals(codecs.encodeKey(List.of()), codecs.encodeKey(Set.of())));
        assertFalse(Arrays.equals(codecs.encodeKey(Map.of()), codecs.encodeKey(Set.of())));
        assertFalse(Arrays.equals(codecs.encodeKey(List.of("a", "b")), codecs.encodeKey(List.of("b", "a"))));
        assertFalse(Arrays.equals(codecs.encodeKey(1), codecs.encodeKey(1L)));
    }

    @Test
    void arraysAreEqualByContent() {
        assertArrayEquals(codecs.encodeKey(new byte[] {1, 2}), codecs.encodeKey(new byte[] {1, 2}));
        assertArrayEquals(codecs.encodeKey(new Pair(new int[] {1}, 0)), codecs.encodeKey(new Pair(new int[] {1}, 0)));
    }

    @Test
    void nanIsOneKeyAndZerosAreTwo() {
        double otherNan = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);
        assertTrue(Double.isNaN(otherNan));
        same(otherNan, Double.NaN);
        assertFalse(Arrays.equals(codecs.encodeKey(0.0), codecs.encodeKey(-0.0)));
    }

    private void same(Object one, Object other) {
        assertEquals(one, other);
        assertArrayEquals(codecs.encodeKey(one), codecs.encodeKey(other));
    }
}
