package io.kvswarm.jcache.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.EntryVersion;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.VersionedValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: one caller at a time has a key's place; what he has of the key goes to the next one, a bounded number of times,
 * or back; who waits too long goes on without, and nothing is left behind. Method: two threads, the second of which is
 * known to wait.
 */
final class KeyPlacesTest {
    private static final Key KEY = new Key("k", new byte[] {1});
    private static final Key OTHER = new Key("l", new byte[] {2});
    private static final VersionedValue VALUE = new VersionedValue(new byte[1], new EntryVersion(1, 1, 1), 0);

    private final AtomicLong nanos = new AtomicLong();
    private final KeyPlaces places = new KeyPlaces(60_000, new BlockingWaiting(nanos::get));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void whoWaitsTooLongGoesOnWithout() throws Exception {
        KeyPlaces impatient = new KeyPlaces(1, new BlockingWaiting(nanos::get));
        KeyPlaces.Place first = impatient.take(List.of(KEY, OTHER));
        Lease lease = new Lease();
        threads.submit(() -> {
                    try (KeyPlaces.Place late = impatient.take(KEY)) {
                        late.holds(KEY, lease);
                        assertTrue(late.hasLease(KEY));
                    }
                    return null;
                })
                .get();
        assertEquals(1, lease.closed.get());
        assertEquals(2, impatient.size());
        first.close();
        assertEquals(0, impatient.size());
        impatient.take(KEY).close();
        assertEquals(0, impatient.size());
    }

    @Test
    void whoIsInterruptedGoesOnWithoutAndStaysInterrupted() throws Exception {
        KeyPlaces.Place first = places.take(KEY);
        boolean isInterrupted = threads.submit(() -> {
                    Thread.currentThread().interrupt();
                    places.take(KEY).close();
                    return Thread.interrupted();
                })
                .get();
        assertTrue(isInterrupted);
        first.close();
        assertEquals(0, places.size());
    }

    @Test
    void withoutAnybodyWaitingALeaseGoesBack() {
        Lease lease = new Lease();
        KeyPlaces.Place place = places.take(KEY);
        place.holds(KEY, lease);
        place.knows(KEY, VALUE);
        assertNull(place.known(KEY));
        place.close();
        assertEquals(1, lease.closed.get());
        try (KeyPlaces.Place next = places.take(KEY)) {
            assertFalse(next.hasLease(KEY));
            assertFalse(next.isHot(KEY));
        }
    }

    @Test
    void whoWaitsGetsTheLeaseAndWhatIsKnown() throws Exception {
        Lease lease = new Lease();
        KeyPlaces.Place place = places.take(KEY);
        place.holds(KEY, lease);
        Future<VersionedValue> next = waiting(taken -> {
            assertSame(lease, taken.lease(KEY));
            return taken.known(KEY);
        });
        place.knows(KEY, VALUE);
        place.close();
        assertSame(VALUE, next.get());
        assertEquals(1, lease.closed.get());
        assertEquals(0, places.size());
    }

    @Test
    void afterSoManyTurnsALeaseGoesBackAndTheNextOneIsTold() throws Exception {
        Lease lease = new Lease();
        KeyPlaces.Place place = places.take(KEY);
        place.holds(KEY, lease);
        AtomicInteger turns = new AtomicInteger(1);
        AtomicInteger hot = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(KeyPlaces.TURNS_MAX + 3);
        for (int i = 0; i < KeyPlaces.TURNS_MAX + 3; i++) {
            waiting(taken -> {
                turns.addAndGet(taken.lease(KEY) == lease ? 1 : 0);
                hot.addAndGet(taken.isHot(KEY) ? 1 : 0);
                done.countDown();
                return null;
            });
        }
        place.close();
        done.await();
        assertEquals(KeyPlaces.TURNS_MAX, turns.get());
        assertEquals(1, hot.get());
        assertEquals(1, lease.closed.get());
    }

    @Test
    void afterALongTimeALeaseGoesBack() throws Exception {
        Lease lease = new Lease();
        KeyPlaces.Place place = places.take(KEY);
        place.holds(KEY, lease);
        Future<Boolean> next = waiting(taken -> taken.hasLease(KEY));
        nanos.addAndGet(KeyPlaces.TURNS_NANOS_MAX);
        place.close();
        assertFalse(next.get());
        assertEquals(1, lease.closed.get());
    }

    @Test
    void aLeaseThatIsLostIsNotPassedOn() throws Exception {
        Lease lease = new Lease();
        KeyPlaces.Place place = places.take(KEY);
        place.holds(KEY, lease);
        Future<Boolean> next = waiting(taken -> taken.lease(KEY) != null);
        lease.isHeld = false;
        place.close();
        assertFalse(next.get());
    }

    @Test
    void aPlaceTakenTwiceByOneThreadIsGivenBackOnce() throws Exception {
        KeyPlaces.Place outer = places.take(List.of(KEY, OTHER));
        Lease lease = new Lease();
        outer.holds(KEY, lease);
        places.take(KEY).close();
        Future<Boolean> next = waiting(taken -> taken.lease(KEY) == lease);
        outer.close();
        assertTrue(next.get());
    }

    /** Takes the place on another thread, and returns when that one waits for it. */
    private <T> Future<T> waiting(Taken<T> then) {
        int before = places.waitingFor(KEY);
        Future<T> result = threads.submit(() -> {
            try (KeyPlaces.Place place = places.take(KEY)) {
                return then.on(place);
            }
        });
        while (places.waitingFor(KEY) == before) {
            Thread.onSpinWait();
        }
        return result;
    }

    /** What is done in a place. */
    private interface Taken<T> {
        T on(KeyPlaces.Place place);
    }

    /** A lease that is held until the test says that it is not. */
    private static final class Lease implements KeyLease {
        final AtomicInteger closed = new AtomicInteger();
        volatile boolean isHeld = true;

        @Override
        public boolean isHeld() {
            return isHeld;
        }

        @Override
        public CompletableFuture<Boolean> renew() {
            return CompletableFuture.completedFuture(isHeld);
        }

        @Override
        public void keep() {
            throw new UnsupportedOperationException("places renew nothing");
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
