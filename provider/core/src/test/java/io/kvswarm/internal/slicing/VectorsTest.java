package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvswarm.internal.base.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: every state and every route is that of the original system. Method: its recorded results; the table with exact
 * bounds and the table of cells are compared with what each of them is meant to be.
 */
final class VectorsTest {
    private static final int CELLS = 1024;

    @Test
    void everyStateIsTheOriginals() throws IOException {
        int steps = 0;
        for (JsonNode sequence : read("random-slicing.json").get("sequences")) {
            RandomSlicing<String> state = RandomSlicing.empty(CELLS);
            String name = sequence.get("name").asText();
            for (JsonNode step : sequence.get("steps")) {
                RandomSlicing<String> before = state;
                state = state.set(sizes(step.get("set")));
                assertEquals(bins(step.get("bins")), state.bins(), name + " step " + steps);
                assertEquals(state, RandomSlicing.of(CELLS, state.bins()), name);
                if (step.has("moved")) {
                    assertEquals(fraction(step.get("moved")), moved(before, state), name);
                }
                steps++;
            }
        }
        assertEquals(322, steps);
    }

    @Test
    void everyHashIsTheOriginals() throws IOException {
        SipHash hash = new SipHash(new byte[SipHash.KEY_BYTES]);
        int hashes = 0;
        for (JsonNode row : read("routing.json").get("hashes")) {
            byte[] key = row.get("key").asText().getBytes(StandardCharsets.UTF_8);
            long position = hash.position(key);
            assertEquals(row.get("hash").asText(), String.format("%016x", position));
            byte[] framed = new byte[key.length + 5];
            System.arraycopy(key, 0, framed, 3, key.length);
            assertEquals(position, hash.position(framed, 3, key.length));
            hashes++;
        }
        assertEquals(26, hashes);
    }

    @Test
    void exactTableIsTheOriginals() throws IOException {
        BigInteger scale = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
        for (JsonNode table : read("routing.json").get("tables")) {
            List<String> rows = new ArrayList<>();
            for (RandomSlicing.Owned<String> owned : state(table).ownedSlices()) {
                rows.add(scaled(owned.slice().start(), scale) + " "
                        + scaled(owned.slice().end(), scale) + " " + owned.owner());
            }
            List<String> expected = new ArrayList<>();
            for (JsonNode row : table.get("rows")) {
                expected.add(row.get("start").asText() + " " + row.get("end").asText() + " "
                        + row.get("owner").asText());
            }
            assertEquals(expected, rows);
        }
    }

    @Test
    void everyVectorKeyIsRoutedAsByTheOriginal() throws IOException {
        SipHash hash = new SipHash(new byte[SipHash.KEY_BYTES]);
        int routes = 0;
        for (JsonNode table : read("routing.json").get("tables")) {
            RandomSlicing<String> state = state(table);
            CellTable<String> cells = CellTable.of(state);
            for (JsonNode owner : table.get("owners")) {
                byte[] key = owner.get(0).asText().getBytes(StandardCharsets.UTF_8);
                long position = hash.position(key);
                assertEquals(owner.get(1).asText(), exactOwner(state, position));
                assertEquals(owner.get(1).asText(), cells.ownerAt(position));
                routes++;
            }
        }
        assertEquals(3 * 26, routes);
    }

    @Test
    void everyCellBelongsToTheSliceOfItsFirstPosition() throws IOException {
        for (JsonNode table : read("routing.json").get("tables")) {
            RandomSlicing<String> state = state(table);
            CellTable<String> cells = CellTable.of(state);
            for (int cell = 0; cell < CELLS; cell++) {
                assertEquals(exactOwner(state, cells.firstPositionOf(cell)), cells.ownerOf(cell));
                assertEquals(cell, cells.cellOf(cells.firstPositionOf(cell)));
                assertEquals(cell, cells.cellOf(cells.firstPositionOf(cell) + (-1L >>> 10)));
            }
        }
    }

    @Test
    void hashDependsOnItsKey() {
        // From the paper that introduced SipHash: key 00..0f, message 00..0e.
        byte[] key = Hex.parse("000102030405060708090a0b0c0d0e0f");
        byte[] message = Hex.parse("000102030405060708090a0b0c0d0e");
        assertEquals(Long.reverseBytes(0xa129ca6149be45e5L), new SipHash(key).position(message));
    }

    private static String exactOwner(RandomSlicing<String> state, long position) {
        Fraction exact = Fraction.of(new BigInteger(Long.toUnsignedString(position)), BigInteger.TWO.pow(64));
        List<String> owners = state.ownedSlices().stream()
                .filter(owned -> owned.slice().start().compareTo(exact) <= 0
                        && exact.compareTo(owned.slice().end()) < 0)
                .map(RandomSlicing.Owned::owner)
                .toList();
        assertEquals(1, owners.size());
        return owners.get(0);
    }

    private static String scaled(Fraction bound, BigInteger scale) {
        return String.format("%032x", bound.numerator().multiply(scale).divide(bound.denominator()));
    }

    private static RandomSlicing<String> state(JsonNode table) {
        RandomSlicing<String> state = RandomSlicing.empty(CELLS);
        for (JsonNode set : table.get("sets")) {
            state = state.set(sizes(set));
        }
        return state;
    }

    /** The exact measure of what has another owner in {@code after}. */
    private static Fraction moved(RandomSlicing<String> before, RandomSlicing<String> after) {
        Fraction moved = Fraction.ZERO;
        for (RandomSlicing.Owned<String> old : before.ownedSlices()) {
            for (RandomSlicing.Owned<String> now : after.ownedSlices()) {
                if (!old.owner().equals(now.owner())) {
                    Fraction start = max(old.slice().start(), now.slice().start());
                    Fraction end = max(
                                    old.slice().end().negate(),
                                    now.slice().end().negate())
                            .negate();
                    moved = start.compareTo(end) < 0 ? moved.plus(end.minus(start)) : moved;
                }
            }
        }
        return moved;
    }

    private static Fraction max(Fraction a, Fraction b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Map<String, Long> sizes(JsonNode set) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        set.forEach(pair -> sizes.put(pair.get(0).asText(), pair.get(1).asLong()));
        return sizes;
    }

    private static SortedMap<String, Bin> bins(JsonNode json) {
        SortedMap<String, Bin> bins = new TreeMap<>();
        json.fields().forEachRemaining(field -> {
            List<Slice> slices = new ArrayList<>();
            field.getValue()
                    .get("slices")
                    .forEach(slice -> slices.add(new Slice(fraction(slice.get(0)), fraction(slice.get(1)))));
            bins.put(field.getKey(), new Bin(field.getValue().get("size").asLong(), slices));
        });
        return bins;
    }

    private static Fraction fraction(JsonNode pair) {
        return Fraction.of(
                new BigInteger(pair.get(0).asText()), new BigInteger(pair.get(1).asText()));
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors/" + name)) {
            assertTrue(in != null, name);
            return new ObjectMapper().readTree(in);
        }
    }
}
