package io.kvswarm.internal.slicing;

import java.math.BigInteger;
import java.util.Objects;

/** An exact rational number, always reduced, with a denominator above 0. Immutable. */
public final class Fraction implements Comparable<Fraction> {
    /** 0. */
    public static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);
    /** 1. */
    public static final Fraction ONE = new Fraction(BigInteger.ONE, BigInteger.ONE);

    /** Products of two numbers of this length, and their sums, fit into a {@code long}. */
    private static final int SMALL_BITS = 31;
    /** Two approximations closer than this may stand for equal numbers. */
    private static final double APPROXIMATE = 1e-12;

    private static final int DOUBLE_BITS = 1000;

    private final BigInteger numerator;
    private final BigInteger denominator;
    private final double approximation;

    private Fraction(BigInteger numerator, BigInteger denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
        // A double ends at 2^1023; lengths between two moves can have longer numbers than any bound.
        int excess = Math.max(0, Math.max(numerator.bitLength(), denominator.bitLength()) - DOUBLE_BITS);
        this.approximation = numerator.shiftRight(excess).doubleValue()
                / denominator.shiftRight(excess).doubleValue();
    }

    /** The number {@code numerator / denominator}; the denominator is not 0. */
    public static Fraction of(BigInteger numerator, BigInteger denominator) {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("denominator is 0, expected another number");
        }
        BigInteger divisor = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            divisor = divisor.negate();
        }
        return divisor.equals(BigInteger.ONE)
                ? new Fraction(numerator, denominator)
                : new Fraction(numerator.divide(divisor), denominator.divide(divisor));
    }

    /** The number {@code numerator / denominator}; the denominator is above 0. */
    public static Fraction of(long numerator, long denominator) {
        if (denominator <= 0) {
            throw new IllegalArgumentException("denominator is " + denominator + ", expected more than 0");
        }
        long divisor = greatestDivisor(Math.abs(numerator), denominator);
        return new Fraction(BigInteger.valueOf(numerator / divisor), BigInteger.valueOf(denominator / divisor));
    }

    /** The number above the line. */
    public BigInteger numerator() {
        return numerator;
    }

    /** The number below the line. */
    public BigInteger denominator() {
        return denominator;
    }

    /** This and {@code other}. */
    public Fraction plus(Fraction other) {
        return isSmall() && other.isSmall() ? small(other, 1) : large(other, other.numerator);
    }

    /** This without {@code other}. */
    public Fraction minus(Fraction other) {
        return isSmall() && other.isSmall() ? small(other, -1) : large(other, other.numerator.negate());
    }

    /** This times -1. */
    public Fraction negate() {
        return new Fraction(numerator.negate(), denominator);
    }

    /** -1, 0 or 1, as this is below, equal to or above 0. */
    public int signum() {
        return numerator.signum();
    }

    /** The nearest number that a double can hold, or one next to it. */
    public double doubleValue() {
        return approximation;
    }

    /** Bits of the longer of both numbers. */
    public int bits() {
        return Math.max(numerator.bitLength(), denominator.bitLength());
    }

    /** The smallest whole number that is not below this times 2^{@code bits}; this is not negative. */
    public BigInteger ceilingTimes2To(int bits) {
        int denominatorBits = denominator.bitLength() - 1;
        if (denominatorBits <= bits && denominator.bitCount() == 1) {
            return numerator.shiftLeft(bits - denominatorBits);
        }
        return numerator
                .shiftLeft(bits)
                .add(denominator)
                .subtract(BigInteger.ONE)
                .divide(denominator);
    }

    @Override
    public int compareTo(Fraction other) {
        double difference = approximation - other.approximation;
        if (Math.abs(difference) > APPROXIMATE * Math.max(Math.abs(approximation), Math.abs(other.approximation))) {
            return difference < 0 ? -1 : 1;
        }
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fraction that
                && Double.compare(approximation, that.approximation) == 0
                && numerator.equals(that.numerator)
                && denominator.equals(that.denominator);
    }

    @Override
    public int hashCode() {
        return Objects.hash(numerator, denominator);
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }

    private boolean isSmall() {
        return numerator.bitLength() <= SMALL_BITS && denominator.bitLength() <= SMALL_BITS;
    }

    private Fraction small(Fraction other, int sign) {
        long below = denominator.longValue();
        long otherBelow = other.denominator.longValue();
        return of(numerator.longValue() * otherBelow + sign * other.numerator.longValue() * below, below * otherBelow);
    }

    private Fraction large(Fraction other, BigInteger otherNumerator) {
        return of(
                numerator.multiply(other.denominator).add(otherNumerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    private static long greatestDivisor(long a, long b) {
        while (a != 0) {
            long rest = b % a;
            b = a;
            a = rest;
        }
        return b;
    }
}
