package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Goal: real threads that wait run one at a time, in virtual time, and the same way for the same seed. */
final class SimThreadsTest {
    private static final int STEPS_MAX = 100_000;

    private final SimTime time = new SimTime(1);
    private final List<String> said = new ArrayList<>();
    private final List<Throwable> mistakes = new ArrayList<>();
    private final SimThreads threads = new SimThreads(time, mistakes::add);
    private final SimThreads.Process process = threads.new Process();

    @Test
    void whoWaitsLetsOthersRun() {
        process.execute(() -> {
            said.add("a begins");
            SimThreads.pause(10 * SimTime.MILLI);
            said.add("a ends");
        });
        process.execute(() -> {
            SimThreads.pause(5 * SimTime.MILLI);
            said.add("b");
        });
        time.runFor(SimTime.MILLI);
        assertEquals(List.of("a begins"), said);
        time.runUntilIdle(STEPS_MAX);
        assertEquals(List.of("a begins", "b", "a ends"), said);
        assertEquals(0, process.count());
    }

    @Test
    void aFutureWakesWhoAsksForItsResult() {
        CompletableFuture<String> source = new CompletableFuture<>();
        process.execute(() ->
                said.add(SimFuture.of(source).thenApply(each -> each + "!").join()));
        time.after(SimTime.SECOND, () -> source.complete("late"));
        time.runFor(SimTime.SECOND / 2);
        assertEquals(List.of(), said);
        time.runFor(SimTime.SECOND);
        assertEquals(List.of("late!"), said);
    }

    @Test
    void aFailureIsGivenAsByAnyFuture() {
        IllegalStateException failure = new IllegalStateException("broken");
        CompletableFuture<String> source = CompletableFuture.failedFuture(failure);
        process.execute(() -> said.add(assertThrows(
                        ExecutionException.class, () -> SimFuture.of(source).get())
                .getCause()
                .getMessage()));
        time.runUntilIdle(STEPS_MAX);
        assertEquals(List.of("broken"), said);
        assertEquals(List.of(), mistakes);
    }

    @Test
    void whoWaitsForAWhileOnlyGoesOn() {
        process.execute(() -> {
            assertThrows(TimeoutException.class, () -> new SimFuture<>().get(1, TimeUnit.SECONDS));
            said.add("given up after " + time.nanos() / SimTime.SECOND);
        });
        time.runUntilIdle(STEPS_MAX);
        assertEquals(List.of("given up after 1"), said);
        assertEquals(List.of(), mistakes);
    }

    @Test
    void aLockIsWaitedForInVirtualTime() {
        ReentrantLock lock = new ReentrantLock();
        SimWaiting waiting = new SimWaiting(time.clock());
        process.execute(() -> {
            lock.lock();
            SimThreads.pause(SimTime.SECOND);
            lock.unlock();
        });
        process.execute(() -> {
            SimThreads.pause(SimTime.MILLI);
            said.add("in time: " + waiting.tryLock(lock, 100));
            said.add("later: " + waiting.tryLock(lock, 2_000));
        });
        time.runUntilIdle(STEPS_MAX);
        assertEquals(List.of("in time: false", "later: true"), said);
    }

    @Test
    void theEndOfAProcessEndsItsThreadsWhereTheyWait() {
        process.execute(() -> {
            try {
                new SimFuture<>().join();
            } finally {
                said.add("unwound");
            }
        });
        time.runFor(SimTime.SECOND);
        process.execute(() -> said.add("never begun"));
        process.end();
        process.execute(() -> said.add("nor this"));
        time.runUntilIdle(STEPS_MAX);
        assertEquals(List.of("unwound"), said);
        assertEquals(0, process.count());
        assertEquals(List.of(), mistakes);
    }

    @Test
    void whatAThreadThrowsIsTold() {
        process.execute(() -> {
            throw new IllegalStateException("a mistake");
        });
        time.runUntilIdle(STEPS_MAX);
        assertEquals(1, mistakes.size());
        assertEquals("a mistake", mistakes.get(0).getMessage());
    }

    @Test
    void theSimulationsOwnThreadMayNotWait() {
        AssertionError refused = assertThrows(AssertionError.class, () -> new SimFuture<>().join());
        assertTrue(refused.getMessage().startsWith("only threads of applications may wait"), refused::getMessage);
    }
}
