package io.kvswarm.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Many runs on two threads, and what came of them all together. */
final class SimSuite {
    private static final int THREADS = 2;
    private static final int TOLD_MAX = 3;
    private static final int PROBLEM_CHARACTERS_MAX = 6_000;
    private static final Path TRACES = Path.of("target", "sim");

    private final Run run;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<Long, SimReport> failed = new TreeMap<>();
    private int seeds;

    /** Lives the run of a seed. */
    interface Run {
        /** How it went; with {@code keepsLines} with all that happened. */
        SimReport of(long seed, boolean keepsLines);
    }

    private SimSuite(Run run) {
        this.run = run;
    }

    /** Runs every seed; what it gives each is the run. */
    static SimSuite of(LongStream seeds, Run run) {
        SimSuite suite = new SimSuite(run);
        ConcurrentLinkedQueue<Long> left =
                new ConcurrentLinkedQueue<>(seeds.boxed().toList());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> working = LongStream.range(0, THREADS)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> suite.work(left)))
                    .toList();
            for (Future<?> each : working) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the runs did not come to their end", e);
        } finally {
            threads.shutdownNow();
        }
        return suite;
    }

    private void work(ConcurrentLinkedQueue<Long> left) {
        for (Long seed = left.poll(); seed != null; seed = left.poll()) {
            add(run.of(seed, false));
        }
    }

    private synchronized void add(SimReport report) {
        seeds++;
        report.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
        if (!report.problems().isEmpty()) {
            failed.put(report.seed(), report);
        }
    }

    /** How many runs there were. */
    int seeds() {
        return seeds;
    }

    /** How often something happened in all runs. */
    long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** How often each thing happened in all runs. */
    Map<String, Long> counts() {
        return counts;
    }

    boolean isClean() {
        return failed.isEmpty();
    }

    /** What went wrong, for people: the first few seeds in full, and how to run them again. */
    String describe(String module, String testName) {
        StringBuilder text = new StringBuilder(1_000);
        text.append(failed.size())
                .append(" of ")
                .append(seeds)
                .append(" seeds failed: ")
                .append(failed.keySet());
        failed.values().stream().limit(TOLD_MAX).forEach(report -> {
            text.append("\n\nseed ").append(report.seed()).append(", ").append(report.plan());
            text.append("\nrun it again: mvn -o verify -pl ")
                    .append(module)
                    .append(" -am -Dtest=")
                    .append(testName);
            text.append(" -Dkvswarm.sim.seeds=1 -Dkvswarm.sim.seed=").append(report.seed());
            text.append("\nall that happened: ").append(trace(report.seed()));
            report.problems().forEach(problem -> text.append('\n').append(shortened(problem)));
        });
        return text.toString();
    }

    private static String shortened(String problem) {
        return problem.substring(0, Math.min(problem.length(), PROBLEM_CHARACTERS_MAX));
    }

    /** Runs a seed once more and leaves a file with every line of it; gives the file's name. */
    private Path trace(long seed) {
        SimReport report = run.of(seed, true);
        Path file = TRACES.resolve("seed-" + seed + ".txt");
        try {
            Files.createDirectories(TRACES);
            return Files.write(file, report.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
