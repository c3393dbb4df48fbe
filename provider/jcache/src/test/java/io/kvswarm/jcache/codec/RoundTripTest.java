package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kvswarm.jcache.codec.Samples.Color;
import io.kvswarm.jcache.codec.Samples.Nothing;
import io.kvswarm.jcache.codec.Samples.Order;
import io.kvswarm.jcache.codec.Samples.Point;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.cache.CacheException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Goal: a value comes back as what it was: its class, its content, its order and its comparator. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // What applications store.
final class RoundTripTest {
    private static final Comparator<String> BY_LENGTH =
            (Comparator<String> & Serializable) (a, b) -> Integer.compare(a.length(), b.length());

    private final Codecs codecs = Samples.codecs();

    /** Serializable, without a form of its own. */
    static final class Plain implements Serializable {
        private static final long serialVersionUID = 1;
        final int number;

        Plain(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Plain that && number == that.number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private Object trip(Object value) {
        try {
            return codecs.decode(codecs.encodeValue(value));
        } catch (UndecodableException e) {
            throw new AssertionError(value.getClass() + " does not come back", e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyScalarComesBack() {
        return Samples.scalars().stream()
                .map(value -> dynamicTest(value.getClass().getName(), () -> {
                    Object back = trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertEquals(value, back);
                    assertEquals(value, codecs.decode(codecs.encodeKey(value)));
                }));
    }

    @Test
    void everyArrayComesBack() {
        assertArrayEquals(new byte[] {1, -1}, (byte[]) trip(new byte[] {1, -1}));
        assertArrayEquals(new boolean[] {true, false}, (boolean[]) trip(new boolean[] {true, false}));
        assertArrayEquals(new char[] {'a', '\uffff'}, (char[]) trip(new char[] {'a', '\uffff'}));
        assertArrayEquals(new short[] {-3, 700}, (short[]) trip(new short[] {-3, 700}));
        assertArrayEquals(new int[] {-3, 1 << 30}, (int[]) trip(new int[] {-3, 1 << 30}));
        assertArrayEquals(new long[] {-3, 1L << 60}, (long[]) trip(new long[] {-3, 1L << 60}));
        assertArrayEquals(new float[] {-0.0f, 2}, (float[]) trip(new float[] {-0.0f, 2}));
        assertArrayEquals(new double[] {-0.0, 2}, (double[]) trip(new double[] {-0.0, 2}));
        assertArrayEquals(new String[] {"a", null}, (String[]) trip(new String[] {"a", null}));
        assertArrayEquals(new Object[] {1, "a"}, (Object[]) trip(new Object[] {1, "a"}));
        assertArrayEquals(new int[][] {{1}, null, {}}, (int[][]) trip(new int[][] {{1}, null, {}}));
        assertArrayEquals(new Plain[] {new Plain(1)}, (Plain[]) trip(new Plain[] {new Plain(1)}));
        assertEquals(BitSet.valueOf(new long[] {5, 9}), trip(BitSet.valueOf(new long[] {5, 9})));
    }

    @Test
    void datesAndTheirSubclassesComeBack() {
        assertEquals(new Date(5), trip(new Date(5)));
        assertSame(java.sql.Timestamp.class, trip(new java.sql.Timestamp(5)).getClass());
    }

    @Test
    void constantsAndRecordsComeBack() {
        assertSame(Color.GREEN, trip(Color.GREEN));
        Order order = new Order("a", Arrays.asList(new Point(1, null), null), Color.GREEN, -0.0, new Plain(3));
        assertEquals(order, trip(order));
        assertEquals(
                new Order(null, null, null, Double.NaN, null), trip(new Order(null, null, null, Double.NaN, null)));
    }

    @TestFactory
    Stream<DynamicTest> everyUnsortedCollectionComesBack() {
        List<String> some = Arrays.asList("b", null, "a", "c");
        List<String> full = List.of("b", "a", "c");
        return Stream.<Collection<String>>of(
                        new ArrayList<>(some),
                        new ArrayList<>(),
                        new LinkedList<>(some),
                        new Vector<>(some),
                        Arrays.asList("x", null),
                        Arrays.asList(),
                        List.of(),
                        List.of("a"),
                        List.of("a", "b"),
                        List.of("a", "b", "c"),
                        List.copyOf(full),
                        Stream.of("b", null, "c").toList(),
                        Stream.of("b", "c").toList(),
                        Collections.emptyList(),
                        Collections.singletonList(null),
                        Collections.nCopies(3, "a"),
                        Collections.unmodifiableList(new ArrayList<>(some)),
                        Collections.unmodifiableList(new LinkedList<>(some)),
                        Collections.synchronizedList(new ArrayList<>(some)),
                        Collections.checkedList(new ArrayList<>(some), String.class),
                        new ArrayList<>(some).subList(1, 3),
                        Arrays.asList("a", null, "c").subList(0, 2),
                        new CopyOnWriteArrayList<>(some),
                        new ArrayDeque<>(full),
                        new ConcurrentLinkedQueue<>(full),
                        new ConcurrentLinkedDeque<>(full),
                        new ArrayBlockingQueue<>(9, false, full),
                        new LinkedBlockingQueue<>(full),
                        new LinkedBlockingDeque<>(full),
                        new LinkedHashSet<>(some),
                        new CopyOnWriteArraySet<>(some),
                        Collections.emptySet(),
                        Collections.singleton(null),
                        Collections.unmodifiableSet(new LinkedHashSet<>(some)),
                        Collections.unmodifiableCollection(new ArrayList<>(some)),
                        Collections.synchronizedCollection(new ArrayList<>(some)),
                        new Stack<>())
                .map(value -> dynamicTest(value.getClass().getName(), () -> {
                    Collection<?> back = (Collection<?>) trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertEquals(new ArrayList<>(value), new ArrayList<>(back));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyUnorderedSetComesBack() {
        return Stream.<Set<String>>of(
                        new HashSet<>(Arrays.asList("a", null, "b")),
                        Set.of(),
                        Set.of("a"),
                        Set.of("a", "b"),
                        Set.of("a", "b", "c"),
                        concurrentSet("a", "b"),
                        Collections.newSetFromMap(new ConcurrentHashMap<>()))
                .map(value -> dynamicTest(value.getClass().getName(), () -> {
                    Set<?> back = (Set<?>) trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertEquals(value, back);
                }));
    }

    private static Set<String> concurrentSet(String... values) {
        Set<String> set = ConcurrentHashMap.newKeySet();
        Collections.addAll(set, values);
        return set;
    }

    @TestFactory
    Stream<DynamicTest> everyMapComesBack() {
        Map<String, Integer> some = new LinkedHashMap<>();
        some.put("b", 1);
        some.put(null, null);
        some.put("a", 2);
        Map<String, Integer> full = Map.of("x", 1, "y", 2);
        return Stream.<Map<String, Integer>>of(
                        new HashMap<>(some),
                        new LinkedHashMap<>(some),
                        new ConcurrentHashMap<>(full),
                        new Hashtable<>(full),
                        Map.of(),
                        Map.of("a", 1),
                        Map.of("a", 1, "b", 2),
                        Map.copyOf(full),
                        Collections.emptyMap(),
                        Collections.singletonMap("a", null),
                        Collections.unmodifiableMap(some),
                        Collections.synchronizedMap(some),
                        Collections.checkedMap(new HashMap<>(some), String.class, Integer.class))
                .map(value -> dynamicTest(value.getClass().getName(), () -> {
                    Map<?, ?> back = (Map<?, ?>) trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertEquals(value, back);
                    if (value instanceof LinkedHashMap) {
                        assertEquals(new ArrayList<>(value.keySet()), new ArrayList<>(back.keySet()));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everySortedSetComesBackWithItsComparator() {
        return Stream.of(
                        null,
                        Comparator.<String>naturalOrder(),
                        Collections.<String>reverseOrder(),
                        String.CASE_INSENSITIVE_ORDER)
                .flatMap(order -> Stream.<UnaryOperator<SortedSet<String>>>of(TreeSet::new, ConcurrentSkipListSet::new)
                        .map(maker -> {
                            SortedSet<String> set = new TreeSet<>(order);
                            Collections.addAll(set, "b", "A", "c");
                            return maker.apply(set);
                        }))
                .map(value -> dynamicTest(value.getClass() + " by " + value.comparator(), () -> {
                    SortedSet<?> back = (SortedSet<?>) trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertSame(value.comparator(), back.comparator());
                    assertEquals(new ArrayList<>(value), new ArrayList<>(back));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everySortedMapComesBackWithItsComparator() {
        return Stream.of(
                        null,
                        Comparator.<String>naturalOrder(),
                        Collections.<String>reverseOrder(),
                        String.CASE_INSENSITIVE_ORDER)
                .flatMap(order -> Stream.<UnaryOperator<SortedMap<String, Integer>>>of(
                                TreeMap::new, ConcurrentSkipListMap::new)
                        .map(maker -> {
                            SortedMap<String, Integer> map = new TreeMap<>(order);
                            map.put("b", 1);
                            map.put("A", 2);
                            return maker.apply(map);
                        }))
                .map(value -> dynamicTest(value.getClass() + " by " + value.comparator(), () -> {
                    SortedMap<?, ?> back = (SortedMap<?, ?>) trip(value);
                    assertSame(value.getClass(), back.getClass());
                    assertSame(value.comparator(), back.comparator());
                    assertEquals(new ArrayList<>(value.entrySet()), new ArrayList<>(back.entrySet()));
                }));
    }

    @Test
    void comparatorsOfTheApplicationComeBackBySerialization() {
        TreeSet<String> set = new TreeSet<>(BY_LENGTH);
        Collections.addAll(set, "ccc", "a", "bb");
        TreeSet<?> back = (TreeSet<?>) trip(set);
        assertEquals(List.of("a", "bb", "ccc"), new ArrayList<>(back));
        assertFalse(back.comparator() == null);

        TreeMap<String, Integer> map = new TreeMap<>(BY_LENGTH.reversed());
        map.put("a", 1);
        map.put("bb", 2);
        assertEquals(List.of("bb", "a"), new ArrayList<>(((TreeMap<?, ?>) trip(map)).keySet()));
    }

    @Test
    void viewsOfSortedMapsComeBackWhereTheyAreSerializable() {
        TreeMap<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
        SortedMap<String, Integer> head = map.headMap("c");
        Object back = trip(head);
        assertSame(head.getClass(), back.getClass());
        assertEquals(head, back);
    }

    @Test
    void priorityQueuesKeepTheirArrangement() {
        PriorityQueue<Integer> queue = new PriorityQueue<>(Collections.reverseOrder());
        Collections.addAll(queue, 5, 9, 1, 7, 3, 8, 2);
        PriorityQueue<?> back = (PriorityQueue<?>) trip(queue);
        assertEquals(new ArrayList<>(queue), new ArrayList<>(back));
        assertSame(queue.comparator(), back.comparator());
        assertEquals(
                PriorityBlockingQueue.class,
                trip(new PriorityBlockingQueue<>(queue)).getClass());
    }

    @Test
    void enumCollectionsComeBackAlsoEmpty() {
        for (EnumSet<Color> set :
                List.of(EnumSet.of(Color.GREEN, Color.BLUE), EnumSet.noneOf(Color.class), EnumSet.allOf(Color.class))) {
            Object back = trip(set);
            assertEquals(set, back);
            assertSame(set.getClass(), back.getClass());
            assertEquals(EnumSet.complementOf(set), EnumSet.complementOf(asColors(back)));
        }
        assertEquals(EnumSet.noneOf(Nothing.class), trip(EnumSet.noneOf(Nothing.class)));
        EnumMap<Color, Object> map = new EnumMap<>(Color.class);
        assertEquals(EnumMap.class, trip(map).getClass());
        map.put(Color.GREEN, null);
        map.put(Color.RED, "r");
        assertEquals(map, trip(map));
        assertEquals(EnumMap.class, trip(map).getClass());
    }

    @SuppressWarnings("unchecked")
    private static EnumSet<Color> asColors(Object set) {
        return (EnumSet<Color>) set;
    }

    @Test
    void entriesComeBack() {
        for (Map.Entry<String, Integer> entry : List.of(
                new AbstractMap.SimpleEntry<String, Integer>("a", null),
                new AbstractMap.SimpleImmutableEntry<String, Integer>(null, 1),
                Map.entry("a", 1))) {
            Object back = trip(entry);
            assertSame(entry.getClass(), back.getClass());
            assertEquals(entry, back);
        }
    }

    @Test
    void mapsByIdentityAndWithDefaultsComeBackBySerialization() {
        IdentityHashMap<Object, Object> map = new IdentityHashMap<>();
        map.put(Color.RED, Color.BLUE);
        assertEquals(map, trip(map));
        assertEquals(IdentityHashMap.class, trip(map).getClass());
        Properties properties = new Properties();
        properties.setProperty("a", "b");
        assertEquals(properties, trip(properties));
        assertEquals(Properties.class, trip(properties).getClass());
    }

    @Test
    void objectsSharedInASerializedValueAreSharedAgain() {
        Plain plain = new Plain(1);
        List<?> back = (List<?>) trip(new ArrayList<>(List.of(plain, plain)));
        assertSame(back.get(0), back.get(1));
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        List<?> cycleBack = (List<?>) trip(cycle);
        assertSame(cycleBack, cycleBack.get(0));
    }

    @Test
    void serializableValuesAmongOthersComeBack() {
        List<Object> mixed = new ArrayList<>(List.of(new Point(1, 2), new Plain(3), List.of(new Plain(4))));
        assertEquals(mixed, trip(mixed));
    }

    @Test
    void whatCannotBeEncodedIsRefusedByClass() {
        CacheException e = assertThrows(CacheException.class, () -> codecs.encodeValue(new WeakHashMap<>()));
        assertEquals(
                "cannot encode a value of class java.util.WeakHashMap: class java.util.WeakHashMap is not Serializable",
                e.getMessage());
        e = assertThrows(CacheException.class, () -> codecs.encodeValue(List.of(new Object())));
        assertEquals(
                "cannot encode a value of class java.util.ImmutableCollections$List12: class java.lang.Object is not"
                        + " Serializable",
                e.getMessage());
        e = assertThrows(CacheException.class, () -> codecs.encodeKey(new byte[1 << 16]));
        assertEquals("cannot encode a key of class [B: it takes 65541 bytes, expected at most 65536", e.getMessage());
    }

    @Test
    void immutableIsWhatHasOnlyImmutableParts() {
        Samples.scalars().forEach(value -> assertTrue(codecs.isImmutable(value)));
        assertTrue(codecs.isImmutable(List.of(1, "a", Map.of("k", Set.of()))));
        assertTrue(codecs.isImmutable(new Point(1, null)));
        assertFalse(codecs.isImmutable(new Order("a", new ArrayList<>(), null, 0, null)));
        assertFalse(codecs.isImmutable(List.of(new int[0])));
        assertFalse(codecs.isImmutable(Collections.unmodifiableList(new ArrayList<>())));
        assertFalse(codecs.isImmutable(new Date()));
        assertFalse(codecs.isImmutable(new Plain(1)));
    }

    @Test
    void onlyWhatIsEqualAsItsBytesIsCompared() throws UndecodableException {
        for (Object value : Samples.scalars()) {
            assertTrue(codecs.comparesByBytes(value));
            for (Object other : Samples.scalars()) {
                assertEquals(value.equals(other), Arrays.equals(codecs.encodeValue(value), codecs.encodeValue(other)));
            }
        }
        assertFalse(codecs.comparesByBytes(new byte[0]));
        assertFalse(codecs.comparesByBytes(new Point(1, 2)));
        assertFalse(codecs.comparesByBytes(new ArrayList<>()));
        assertFalse(codecs.comparesByBytes(new Date()));
        assertFalse(codecs.comparesByBytes(new BigDecimal("1") {
            private static final long serialVersionUID = 1;
        }));
    }

    @Test
    void aValueIsANewObjectEachTime() throws UndecodableException {
        byte[] bytes = codecs.encodeValue(new ArrayList<>(List.of(1)));
        assertNotSame(codecs.decode(bytes), codecs.decode(bytes));
        assertNull(((List<?>) trip(Arrays.asList((Object) null))).get(0));
    }
}
