package io.kvswarm.jcache.process;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.Cache;

/** What several processes do to the same entries at the same time, each as often; gives what each has got by it. */
enum Contest {
    /** Sets each key if it is absent; gives how often it was the one that did. */
    PUT_IF_ABSENT {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return cache.putIfAbsent("key-" + round, me) ? 1 : 0;
        }
    },
    /** Removes each key if it has the value that it had before; gives how often it was the one that did. */
    REMOVE_VALUE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return cache.remove("key-" + round, "value-" + round) ? 1 : 0;
        }
    },
    /** Removes each key; gives how often it was the one that did. */
    REMOVE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return cache.remove("key-" + round) ? 1 : 0;
        }
    },
    /** Takes each entry away; gives how often it was given its value. */
    GET_AND_REMOVE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return cache.getAndRemove("key-" + round) == null ? 0 : 1;
        }
    },
    /** Counts up one entry, a value at a time; gives how often. */
    REPLACE_VALUE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            while (true) {
                long value = (Long) cache.get(HOT);
                if (cache.replace(HOT, value, value + 1)) {
                    return 1;
                }
            }
        }
    },
    /** Puts numbers of its own into one entry; gives the sum of those it was given in exchange. */
    GET_AND_PUT {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return (Long) cache.getAndPut(HOT, number(me, round));
        }
    },
    /** Replaces one entry by numbers of its own; gives the sum of those it was given in exchange. */
    GET_AND_REPLACE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return (Long) cache.getAndReplace(HOT, number(me, round));
        }
    },
    /** Replaces the entries that are there, and makes none; gives how many were there. */
    REPLACE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            return cache.replace("key-" + round, me) ? 1 : 0;
        }
    },
    /** Puts one entry if it is absent, then removes it; gives how often it did the one more than the other. */
    PUT_AND_TAKE {
        @Override
        long round(Cache<String, Object> cache, long me, int round) {
            long put = cache.putIfAbsent(HOT, number(me, round)) ? 1 : 0;
            return put - (cache.getAndRemove(HOT) == null ? 0 : 1);
        }
    };

    /** The one entry that all want. */
    static final String HOT = "hot";

    private static final long ROUNDS_MAX = 1_000_000;

    abstract long round(Cache<String, Object> cache, long me, int round);

    /** All rounds, once all processes are there; gives the sum. */
    long run(Cache<String, Object> cache, int me, int all, int rounds) {
        cache.put("here-" + me, "");
        Set<String> others =
                IntStream.range(0, all).mapToObj(each -> "here-" + each).collect(Collectors.toSet());
        while (cache.getAll(others).size() < all) {
            // Each look takes a round trip.
        }
        long sum = 0;
        for (int round = 0; round < rounds; round++) {
            sum += round(cache, me, round);
        }
        return sum;
    }

    /** A number that only this process puts, and only in this round. */
    static long number(long me, int round) {
        return me * ROUNDS_MAX + round;
    }
}
