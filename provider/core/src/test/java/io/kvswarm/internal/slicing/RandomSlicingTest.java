package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: wrong capacities and wrong slices are refused by name, and a state that is refused changes nothing. */
final class RandomSlicingTest {
    private static final RandomSlicing<String> NONE = RandomSlicing.empty(1024);

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 53, Long.MAX_VALUE})
    void capacityOutOfRangeIsRefused(long capacity) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> NONE.set(Map.of("A", capacity)));
        assertEquals(
                "capacity of A is " + capacity
                        + ", expected a whole number from 0, which takes the node out, to 9007199254740991",
                e.getMessage());
    }

    @Test
    void largestCapacitiesAreExact() {
        RandomSlicing<String> state = NONE.set(ordered("A", Bin.SIZE_MAX, "B", 1, "C", Bin.SIZE_MAX));
        BigInteger sum = BigInteger.TWO.pow(54).subtract(BigInteger.ONE);
        assertEquals(
                Fraction.of(BigInteger.ONE, sum),
                state.bins().get("B").slices().get(0).length());
    }

    @Test
    void zeroTakesOutAndForAnUnknownNodeDoesNothing() {
        RandomSlicing<String> state = NONE.set(ordered("A", 1, "B", 1));
        assertEquals(state, state.set(Map.of("C", 0L)));
        assertEquals(
                List.of(slice(0, 1, 1, 1)),
                state.set(Map.of("A", 0L)).bins().get("B").slices());
        assertEquals(NONE, state.set(Map.of("A", 0L, "B", 0L)));
        assertEquals(NONE, NONE.set(Map.of("A", 0L)));
        assertEquals(state, NONE.set(ordered("X", 0, "A", 1, "B", 1)));
    }

    @Test
    void firstSlicesFollowTheOrderGiven() {
        RandomSlicing<String> state = NONE.set(ordered("B", 1, "A", 3));
        assertEquals(List.of(slice(0, 1, 1, 4)), state.bins().get("B").slices());
        assertEquals(List.of(slice(1, 4, 1, 1)), state.bins().get("A").slices());
    }

    @Test
    void tooManyNodesForTheCellsAreRefused() {
        Map<String, Long> many = new LinkedHashMap<>();
        for (int i = 0; i < 256; i++) {
            many.put("n" + i, 1L);
        }
        assertEquals(256, NONE.set(many).bins().size());
        many.put("one more", 1L);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> NONE.set(many));
        assertEquals("there are 257 storage nodes, expected at most 256 in a swarm of 1024 cells", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "512, 'cells is 512, expected 1024 to 65536'",
        "131072, 'cells is 131072, expected 1024 to 65536'",
        "1500, 'cells is 1500, expected a power of two'"
    })
    void otherNumbersOfCellsAreRefused(int cells, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> RandomSlicing.<String>empty(cells));
        assertEquals(message, e.getMessage());
    }

    @Test
    void cellsWantedAreThirtyTwoForEachNode() {
        assertEquals(1024, RandomSlicing.cellsWantedBy(0));
        assertEquals(1024, RandomSlicing.cellsWantedBy(32));
        assertEquals(2048, RandomSlicing.cellsWantedBy(33));
        assertEquals(8192, RandomSlicing.cellsWantedBy(200));
        assertEquals(65536, RandomSlicing.cellsWantedBy(1_000_000));
    }

    @Test
    void slicesThatDoNotCoverAreRefused() {
        assertRefused(
                "slices leave a gap between A at 1/3 and B at 1/2,"
                        + " expected every slice to begin where the one before it ends",
                Map.of("A", bin(1, slice(0, 1, 1, 3)), "B", bin(1, slice(1, 2, 1, 1))));
        assertRefused(
                "slices overlap between A at 2/3 and B at 1/2,"
                        + " expected every slice to begin where the one before it ends",
                Map.of("A", bin(1, slice(0, 1, 2, 3)), "B", bin(1, slice(1, 2, 1, 1))));
        assertRefused(
                "slices leave a gap between the start at 0/1 and A at 1/2,"
                        + " expected every slice to begin where the one before it ends",
                Map.of("A", bin(1, slice(1, 2, 1, 1))));
        assertRefused("slices end at 1/2, expected 1/1", Map.of("A", bin(1, slice(0, 1, 1, 2))));
    }

    @Test
    void slicesThatAreNotTheShareAreRefused() {
        assertRefused(
                "slices of A hold 512 of 1024 cells and are not its share 1/3 of the sizes: slices and sizes were not"
                        + " made together, expected slices as they were printed",
                Map.of("A", bin(1, slice(0, 1, 1, 2)), "B", bin(2, slice(1, 2, 1, 1))));
        // Less than a cell away from the share, but neither exact nor at a cell edge.
        assertRefused(
                "slices of A hold 513 of 1024 cells and are not its share 1/2 of the sizes: slices and sizes were not"
                        + " made together, expected slices as they were printed",
                Map.of("A", bin(1, slice(0, 1, 1501, 3000)), "B", bin(1, slice(1501, 3000, 1, 1))));
    }

    @Test
    void numbersOfMoreThan256BitsAreRefused() {
        BigInteger large = BigInteger.TWO.pow(256).add(BigInteger.ONE);
        Fraction bound = Fraction.of(BigInteger.TWO.pow(255), large);
        assertRefused(
                "a slice of A has a bound of 257 bits, expected at most 256",
                Map.of(
                        "A", bin(1, new Slice(Fraction.ZERO, bound)),
                        "B", bin(1, new Slice(bound, Fraction.ONE))));
    }

    @Test
    void moreSlicesThanCellsAreRefused() {
        List<Slice> even = new java.util.ArrayList<>();
        List<Slice> odd = new java.util.ArrayList<>();
        for (int i = 0; i < 2048; i += 2) {
            even.add(slice(i, 2048, i + 1, 2048));
            odd.add(slice(i + 1, 2048, i + 2, 2048));
        }
        assertRefused(
                "there are 2048 slices, expected at most one for each of 1024 cells",
                Map.of("A", new Bin(1, even), "B", new Bin(1, odd)));
        assertEquals(
                2,
                RandomSlicing.of(2048, Map.of("A", new Bin(1, even), "B", new Bin(1, odd)))
                        .bins()
                        .size());
    }

    @Test
    void sliceTurnedAroundIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> slice(1, 2, 1, 2));
        assertEquals("slice is 1/2 to 1/2, expected a start of at least 0 below an end of at most 1", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> slice(-1, 2, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> slice(1, 2, 3, 2));
    }

    @Test
    void tableKnowsItsDifferences() {
        RandomSlicing<String> state = NONE.set(ordered("A", 1, "B", 1));
        CellTable<String> before = CellTable.of(state);
        CellTable<String> after = CellTable.of(state.set(Map.of("C", 2L)));
        int[] moved = after.differencesFrom(before);
        assertEquals(512, moved.length);
        for (int cell : moved) {
            assertEquals("C", after.ownerOf(cell));
            assertNotEquals("C", before.ownerOf(cell));
        }
        assertEquals(512, after.cellsOf("C").length);
        assertEquals(512, after.countOf("C"));
        assertEquals(0, before.countOf("C"));
        assertEquals(0, before.cellsOf("C").length);
        assertEquals(List.of("A", "B", "C"), after.owners());
    }

    private static void assertRefused(String message, Map<String, Bin> bins) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RandomSlicing.of(1024, bins));
        assertEquals(message, e.getMessage());
    }

    private static Bin bin(long size, Slice... slices) {
        return new Bin(size, List.of(slices));
    }

    private static Slice slice(long startAbove, long startBelow, long endAbove, long endBelow) {
        return new Slice(Fraction.of(startAbove, startBelow), Fraction.of(endAbove, endBelow));
    }

    private static Map<String, Long> ordered(Object... pairs) {
        Map<String, Long> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
        }
        return map;
    }
}
