package io.kvswarm.samples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Calls a service for some seconds and counts. */
final class Load {
    /** Longest time an answer may take and still be told from longer ones. */
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final IntFunction<CompletableFuture<?>> call;
    private final int keys;
    private final long nanos;

    /**
     * A load to run.
     *
     * @param keys how many different keys are asked for, at random
     */
    Load(IntFunction<CompletableFuture<?>> call, int keys, double seconds) {
        this.call = call;
        this.keys = keys;
        this.nanos = (long) (seconds * 1e9);
    }

    /** So many threads, each waiting for its answer before it asks again. */
    Result blocked(int threads) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        List<Histogram> histograms = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            Histogram histogram = new Histogram(NANOS_MAX, 3);
            histograms.add(histogram);
            running.add(new Thread(() -> call(histogram, start + nanos), "caller-" + i));
        }
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }
        long took = System.nanoTime() - start;
        Histogram all = new Histogram(NANOS_MAX, 3);
        histograms.forEach(all::add);
        return Result.of(all, took);
    }

    private void call(Histogram histogram, long end) {
        long before = System.nanoTime();
        while (before < end) {
            call.apply(ThreadLocalRandom.current().nextInt(keys)).join();
            long after = System.nanoTime();
            histogram.recordValue(after - before);
            before = after;
        }
    }

    /** One thread with so many questions open, which waits for the oldest answer before it asks again. */
    Result pipelined(int outstanding) {
        CompletableFuture<?>[] open = new CompletableFuture<?>[outstanding];
        long[] since = new long[outstanding];
        Histogram histogram = new Histogram(NANOS_MAX, 3);
        long start = System.nanoTime();
        long now = start;
        for (int i = 0; now < start + nanos || open[i] != null; i = (i + 1) % outstanding) {
            if (open[i] != null) {
                open[i].join();
                histogram.recordValue(System.nanoTime() - since[i]);
                open[i] = null;
            }
            now = System.nanoTime();
            if (now < start + nanos) {
                since[i] = now;
                open[i] = call.apply(ThreadLocalRandom.current().nextInt(keys));
            }
        }
        return Result.of(histogram, System.nanoTime() - start);
    }

    /**
     * What came of it.
     *
     * @param p50    median in nanoseconds
     * @param p99    99th percentile in nanoseconds
     * @param perSecond answers per second
     */
    record Result(long p50, long p99, double perSecond) {
        static Result of(Histogram histogram, long nanos) {
            return new Result(
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(99),
                    histogram.getTotalCount() * 1e9 / nanos);
        }

        /** As a line between processes. */
        String toLine() {
            return "result " + p50 + " " + p99 + " " + perSecond;
        }

        static Result fromLine(String line) {
            String[] words = line.split(" ", -1);
            return new Result(Long.parseLong(words[1]), Long.parseLong(words[2]), Double.parseDouble(words[3]));
        }
    }
}
