package io.kvswarm.jcache.codec;

import java.util.Collections;
import java.util.Comparator;

/**
 * Comparators that are the same object everywhere. A sorted collection with another one is serialized. Ordinals are
 * stored: new ones go to the end.
 */
@SuppressWarnings("ImmutableEnumChecker") // These comparators have no state.
enum KnownComparator {
    /** 0: none, the order of the elements themselves. */
    NONE(null),
    /** 1: {@link Comparator#naturalOrder}. */
    NATURAL(Comparator.naturalOrder()),
    /** 2: {@link Collections#reverseOrder()}. */
    REVERSE(Collections.reverseOrder()),
    /** 3: {@link String#CASE_INSENSITIVE_ORDER}. */
    CASE_INSENSITIVE(String.CASE_INSENSITIVE_ORDER);

    private static final KnownComparator[] ALL = values();

    private final Comparator<?> comparator;

    KnownComparator(Comparator<?> comparator) {
        this.comparator = comparator;
    }

    /** Its number; -1 if it is not known. */
    static int numberOf(Comparator<?> comparator) {
        for (KnownComparator known : ALL) {
            if (known.comparator == comparator) {
                return known.ordinal();
            }
        }
        return -1;
    }

    /** The comparator of a number. */
    @SuppressWarnings("unchecked") // It compares what it compared before; other elements fail and count as undecodable.
    static Comparator<Object> numbered(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new MalformedValueException("a comparator is " + number + ", expected 0 to " + (ALL.length - 1));
        }
        return (Comparator<Object>) ALL[number].comparator;
    }
}
