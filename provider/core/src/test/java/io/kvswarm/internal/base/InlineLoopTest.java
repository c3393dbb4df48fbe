package io.kvswarm.internal.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: one at a time, in order, by whoever comes, and nothing stays behind. */
final class InlineLoopTest {
    private final InlineLoop loop = new InlineLoop("inline-test", Clock.system());
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void whoeverGivesATaskRunsItIfNobodyIsAtIt() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        loop.execute(() -> ran.complete(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.getNow(null));
        assertFalse(loop.isInside());
    }

    @Test
    void tasksGivenInsideFollowAndTheTurnEndsBehindThem() {
        loop.execute(() -> {
            loop.execute(() -> seen.add("second"));
            loop.atEndOfTurn(() -> seen.add("end"));
            loop.execute(() -> seen.add("next turn"));
            seen.add("first");
        });
        assertEquals(List.of("first", "second", "end", "next turn"), seen);
    }

    @Test
    void whatOthersGiveMeanwhileRunsWhoeverIsAtIt() throws InterruptedException {
        Thread other = new Thread(() -> loop.execute(() -> seen.add("theirs")));
        loop.execute(() -> {
            other.start();
            join(other);
            seen.add("mine");
        });
        assertEquals(List.of("mine", "theirs"), seen);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallerRunsNoMoreThanABatchAndTheRestIsRunAllTheSame() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(10 * InlineLoop.TASKS_MAX);
        Thread caller = Thread.currentThread();
        int[] byCaller = {0};
        loop.execute(() -> {
            for (long i = all.getCount(); i > 0; i--) {
                loop.execute(() -> {
                    byCaller[0] += Thread.currentThread() == caller ? 1 : 0;
                    all.countDown();
                });
            }
        });
        all.await();
        assertTrue(byCaller[0] < InlineLoop.TASKS_MAX, () -> "run by the caller: " + byCaller[0]);
    }

    @Test
    void tasksOfManyThreadsNeverRunAtTheSameTime() throws InterruptedException {
        long[] count = {0};
        List<Thread> threads = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(8 * 20_000);
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int j = 0; j < 20_000; j++) {
                    loop.execute(() -> {
                        count[0]++;
                        all.countDown();
                    });
                }
            }));
        }
        threads.forEach(Thread::start);
        all.await();
        CompletableFuture<Long> sum = new CompletableFuture<>();
        loop.execute(() -> sum.complete(count[0]));
        assertEquals(160_000L, sum.join());
    }

    @Test
    void aTaskThatFailsHoldsNobodyUp() {
        loop.execute(() -> {
            throw new IllegalStateException("made by a test");
        });
        loop.execute(() -> seen.add("next"));
        assertEquals(List.of("next"), seen);
    }

    @Test
    void timersRunInTheirOrderOnTheLoopUnlessTheyAreCancelled() {
        AtomicLong nanos = new AtomicLong();
        InlineLoop timed = new InlineLoop("timed-test", new SetClock(nanos));
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        timed.schedule(3_000_000, () -> {
            timed.assertInside();
            done.complete(List.copyOf(seen));
        });
        timed.schedule(2_000_000, () -> seen.add("later"));
        timed.schedule(1_000_000, () -> seen.add("never")).cancel();
        timed.schedule(500_000, () -> seen.add("soon"));
        nanos.set(3_000_000);
        assertEquals(List.of("soon", "later"), done.join());
        timed.close();
    }

    @Test
    void whatIsDueAlreadyIsRunAtOnce() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.schedule(-1, () -> done.complete(loop.isInside()));
        assertTrue(done.join());
    }

    /** Shows what it is set to. */
    private record SetClock(AtomicLong now) implements Clock {
        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    }

    @Test
    void aClosedLoopTakesNothing() {
        loop.close();
        var refused = assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> seen.add("late")));
        assertEquals("inline-test is closed", refused.getMessage());
        loop.schedule(0, () -> seen.add("late"));
        assertEquals(List.of(), seen);
    }

    @Test
    void onlyWhoIsAtItIsInside() {
        var mistake = assertThrows(IllegalStateException.class, () -> loop.atEndOfTurn(() -> {}));
        assertEquals("not on the loop: " + Thread.currentThread().getName(), mistake.getMessage());
    }
}
