package io.kvswarm.internal.slicing;

import java.util.Objects;

/** An interval of the key space: from {@code start}, included, to {@code end}, not included. Immutable. */
public final class Slice {
    private final Fraction start;
    private final Fraction end;
    /** Computed when first asked for; two threads may both do it and get the same. */
    private Fraction length;

    /** The interval; 0 ≤ start &lt; end ≤ 1. */
    public Slice(Fraction start, Fraction end) {
        if (start.signum() < 0 || start.compareTo(end) >= 0 || end.compareTo(Fraction.ONE) > 0) {
            throw new IllegalArgumentException(
                    "slice is " + start + " to " + end + ", expected a start of at least 0 below an end of at most 1");
        }
        this.start = start;
        this.end = end;
    }

    /** Where it begins. */
    public Fraction start() {
        return start;
    }

    /** Where the next one begins. */
    public Fraction end() {
        return end;
    }

    /** How much of the key space it holds. */
    public Fraction length() {
        Fraction known = length;
        if (known == null) {
            known = end.minus(start);
            length = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice that && start.equals(that.start) && end.equals(that.end);
    }

    @Override
    public int hashCode() {
        return Objects.hash(start, end);
    }

    @Override
    public String toString() {
        return start + " to " + end;
    }
}
