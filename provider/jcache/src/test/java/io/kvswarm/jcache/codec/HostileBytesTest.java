package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.codec.Samples.Color;
import io.kvswarm.jcache.codec.Samples.Order;
import io.kvswarm.jcache.codec.Samples.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: whatever the bytes are, there is a value or an {@link UndecodableException}, and lies take no memory. */
final class HostileBytesTest {
    private static final int SEEDS = 20_000;

    private final Codecs codecs = Samples.codecs();

    private List<byte[]> encoded() {
        List<byte[]> all = new ArrayList<>();
        Samples.scalars().stream()
                .filter(value -> !(value instanceof String text) || text.length() < 200)
                .map(codecs::encodeValue)
                .forEach(all::add);
        List<Object> values = List.of(
                new Order("a", List.of(new Point(1, null)), Color.GREEN, 1, java.net.URI.create("a:b")),
                new int[][] {{1, 2}, {3}},
                new double[] {1},
                new ArrayList<>(List.of("a", 1, 2L)),
                Set.of("a", "b"),
                new TreeMap<>(Map.of("a", 1, "b", 2)),
                new PriorityQueue<>(List.of(3, 1, 2)),
                EnumSet.of(Color.RED),
                new EnumMap<>(Map.of(Color.RED, 1)),
                Map.entry("a", 1),
                Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1))));
        for (Object value : values) {
            all.add(codecs.encodeValue(value));
            all.add(codecs.encodeKey(value));
        }
        return all;
    }

    @Test
    void everyTruncationIsUndecodable() {
        for (byte[] whole : encoded()) {
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThrows(
                        UndecodableException.class,
                        () -> codecs.decode(part),
                        () -> HexFormat.of().formatHex(part));
            }
        }
    }

    @Test
    void oneByteTooManyIsUndecodable() {
        for (byte[] whole : encoded()) {
            byte[] more = Arrays.copyOf(whole, whole.length + 1);
            UndecodableException e = assertThrows(UndecodableException.class, () -> codecs.decode(more));
            assertEquals("1 bytes are left over", e.getMessage());
        }
    }

    @Test
    void changedBytesGiveAValueOrAreUndecodable() {
        List<byte[]> all = encoded();
        int undecodable = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = all.get(random.nextInt(all.size())).clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            undecodable += isUndecodable(bytes, seed) ? 1 : 0;
        }
        assertTrue(undecodable > SEEDS / 10, "undecodable were " + undecodable);
    }

    @Test
    void randomBytesGiveAValueOrAreUndecodable() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[0] = (byte) random.nextInt(130);
                bytes[1] = CodecNumber.VERSION;
            }
            isUndecodable(bytes, seed);
        }
    }

    private boolean isUndecodable(byte[] bytes, long seed) {
        try {
            codecs.decode(bytes);
            return false;
        } catch (UndecodableException e) {
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
        }
    }

    @Test
    void countsThatTheBytesCannotHoldTakeNoMemory() {
        assertEquals("a count is 2147483647, but 0 bytes follow", problem("1201ffffffff07"));
        assertEquals("a count is 34359738367, but 0 bytes follow", problem("1201ffffffff7f"));
        assertEquals("a count has more than 5 bytes", problem("1201ffffffffff01"));
        assertEquals("a count is 1, but 4 bytes follow", problem("17010100000000"));
        assertEquals("a count is 2, but 1 bytes follow", problem("30010002" + "00"));
    }

    @Test
    void depthHasABound() {
        assertEquals("values lie in one another deeper than 256", problem("4001" + "01" + "4001".repeat(300) + "00"));
    }

    @Test
    void numbersAndVersionsOfTheFutureAreNamed() {
        assertEquals("number 126 in version 2 is not one of this version", problem("7e02"));
        assertEquals("number 126 is not one of this version", problem("7e01"));
        assertEquals("codec 200 is not configured here", problem("c80101"));
        assertEquals("number 0 in version 1 is not one of this version", problem("0001"));
        assertEquals("a kind of collection is 77", problem("30014d00"));
        assertEquals("a comparator is 9, expected 0 to 3", problem("3101000900"));
        assertEquals("a text is not UTF-8", problem("020102c3c3"));
    }

    @Test
    void whatClassesThrowIsNotPassedOn() {
        // A list of an integer and a string that were sorted.
        assertEquals(
                "it cannot be made again: java.lang.ClassCastException",
                problem("310100" + "00" + "02" + "0800000001" + "010161"));
    }

    private String problem(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return assertThrows(UndecodableException.class, () -> codecs.decode(bytes))
                .getMessage();
    }
}
