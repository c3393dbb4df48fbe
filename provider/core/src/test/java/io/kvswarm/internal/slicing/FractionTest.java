package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Goal: arithmetic is exact at every size. Method: small, middling and very long numbers against whole numbers. */
final class FractionTest {
    @Test
    void isAlwaysReduced() {
        assertEquals("1/2", Fraction.of(2, 4).toString());
        assertEquals("0/1", Fraction.of(0, 7).toString());
        assertEquals("-1/2", Fraction.of(BigInteger.TWO, BigInteger.valueOf(-4)).toString());
        assertEquals(
                Fraction.of(1, 2).hashCode(),
                Fraction.of(BigInteger.TWO, BigInteger.valueOf(4)).hashCode());
    }

    @Test
    void denominatorOfZeroIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Fraction.of(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Fraction.of(BigInteger.ONE, BigInteger.ZERO));
    }

    @Test
    void arithmeticAndOrderAreExact() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 20_000; round++) {
            int bits = new int[] {4, 31, 32, 64, 300, 1100}[random.nextInt(6)];
            BigInteger a = number(random, bits);
            BigInteger b = number(random, bits).add(BigInteger.ONE);
            BigInteger c = number(random, bits);
            BigInteger d = random.nextInt(3) == 0 ? b : number(random, bits).add(BigInteger.ONE);
            Fraction left = Fraction.of(a, b);
            Fraction right = Fraction.of(c, d);
            assertIs(a.multiply(d).add(c.multiply(b)), b.multiply(d), left.plus(right));
            assertIs(a.multiply(d).subtract(c.multiply(b)), b.multiply(d), left.minus(right));
            assertEquals(a.multiply(d).compareTo(c.multiply(b)), left.compareTo(right));
            assertEquals(a.multiply(d).equals(c.multiply(b)), left.equals(right));
            BigInteger[] cells = a.shiftLeft(10).divideAndRemainder(b);
            assertEquals(cells[1].signum() == 0 ? cells[0] : cells[0].add(BigInteger.ONE), left.ceilingTimes2To(10));
        }
    }

    @Test
    void nearlyEqualNumbersAreTold() {
        BigInteger large = BigInteger.TWO.pow(200);
        Fraction half = Fraction.of(1, 2);
        Fraction more = Fraction.of(large.add(BigInteger.ONE), large.shiftLeft(1));
        assertEquals(-1, half.compareTo(more));
        assertEquals(1, more.compareTo(half));
        assertEquals(false, half.equals(more));
    }

    private static void assertIs(BigInteger numerator, BigInteger denominator, Fraction actual) {
        BigInteger divisor = numerator.gcd(denominator);
        assertEquals(numerator.divide(divisor), actual.numerator());
        assertEquals(denominator.divide(divisor), actual.denominator());
    }

    private static BigInteger number(SplittableRandom random, int bits) {
        byte[] bytes = new byte[bits / 8 + 1];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes).mod(BigInteger.TWO.pow(bits));
    }
}
