package io.kvswarm.internal.slicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: shares are right, what moves is the minimum, cells have one owner and the table stays small, whatever sequence
 * of changes came before. Method: 10,000 sequences from seeds, every state judged by {@link SlicingJudge}; a failure
 * names its seed. All the ways a change can be made must have been taken.
 */
final class SlicingPropertiesTest {
    private static final int SEQUENCES = 10_000;
    /** Run beside each other. */
    private static final int PARTS = 16;

    @Test
    void tenThousandSequencesKeepEveryPromise() {
        List<SlicingJudge> judges = IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(SlicingPropertiesTest::runPart)
                .toList();
        atLeast(100_000, "steps", judges, judge -> judge.steps);
        atLeast(1_000, "steps in whole cells", judges, judge -> judge.inWholeCells);
        atLeast(50, "steps from exact to whole cells", judges, judge -> judge.snapped);
        atLeast(1_000, "states with a node without cell", judges, judge -> judge.withoutCell);
    }

    private static SlicingJudge runPart(int part) {
        SlicingJudge judge = new SlicingJudge();
        for (long seed = 1 + part; seed <= SEQUENCES; seed += PARTS) {
            run(seed, judge);
        }
        return judge;
    }

    private static void atLeast(long least, String what, List<SlicingJudge> judges, ToLongFunction<SlicingJudge> of) {
        long sum = judges.stream().mapToLong(of).sum();
        assertTrue(sum > least, () -> "only " + sum + " " + what);
    }

    @ParameterizedTest
    @CsvSource({"1024, 0", "1024, 1", "1024, 2", "1024, 3", "8192, 1", "8192, 3"})
    void twoHundredNodesAddedOneByOneKeepEveryPromise(int cells, int capacities) {
        SplittableRandom random = new SplittableRandom(cells + capacities);
        SlicingJudge judge = new SlicingJudge();
        RandomSlicing<String> state = RandomSlicing.empty(cells);
        for (int node = 0; node < 200; node++) {
            state = judge.step(state, Map.of(name(node), capacity(random, capacities)), "node " + node);
        }
        for (int round = 0; round < 50; round++) {
            state = judge.step(state, update(random, state, 200, capacities), "change " + round);
        }
        for (int node = 0; node < 199; node++) {
            state = judge.step(state, Map.of(name(node), 0L), "without node " + node);
        }
        assertEquals(1, state.bins().size());
        assertEquals(1, state.sliceCount());
    }

    /** Thread time, not wall-clock time: what other processes do does not count. */
    @ParameterizedTest
    @ValueSource(ints = {8192, 65536})
    void changeOfTwoHundredNodesCostsLessThanTwentyMilliseconds(int cells) {
        SplittableRandom random = new SplittableRandom(cells);
        RandomSlicing<String> state = RandomSlicing.empty(cells);
        List<Long> nanos = new ArrayList<>();
        for (int step = 0; step < 600; step++) {
            Map<String, Long> update =
                    step < 200 ? Map.of(name(step), capacity(random, 1)) : update(random, state, 200, 1 + step % 3);
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            state = state.set(update);
            nanos.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
        }
        List<Long> grown = nanos.subList(150, 600).stream().sorted().toList();
        long most = grown.get(grown.size() * 95 / 100);
        assertTrue(most < 20_000_000, () -> "95 of 100 changes cost up to " + most + " ns");
        new SlicingJudge().step(state, update(random, state, 200, 1), "after 600 steps");
    }

    @Test
    void nodesWithoutACellFindRoomWhereEverySliceIsOneCell() {
        RandomSlicing<String> state = fragmented(16, 1L << 40);
        SlicingJudge judge = new SlicingJudge();
        SplittableRandom random = new SplittableRandom(5);
        for (int node = 0; node < 200; node++) {
            state = judge.step(state, Map.of(String.format("tiny%03d", node), 1L + random.nextInt(5)), "node " + node);
        }
        assertTrue(judge.withoutCell > 190, () -> judge.withoutCell + " states with a node without cell");
        int slices = state.sliceCount();
        assertTrue(slices > 1000, () -> slices + " slices, so none had to join");
    }

    /** Nodes that take turns cell by cell. */
    private static RandomSlicing<String> fragmented(int nodes, long size) {
        Map<String, Bin> bins = new TreeMap<>();
        for (int node = 0; node < nodes; node++) {
            List<Slice> slices = new ArrayList<>();
            for (int cell = node; cell < 1024; cell += nodes) {
                slices.add(new Slice(Fraction.of(cell, 1024), Fraction.of(cell + 1, 1024)));
            }
            bins.put(name(node), new Bin(size, slices));
        }
        return RandomSlicing.of(1024, bins);
    }

    private static void run(long seed, SlicingJudge judge) {
        SplittableRandom random = new SplittableRandom(seed);
        int cells = 1024 << random.nextInt(seed % 10 == 0 ? 4 : 1);
        int capacities = random.nextInt(4);
        boolean large = seed % 100 == 0;
        int nodes = large ? 30 + random.nextInt(60) : 1 + random.nextInt(12);
        RandomSlicing<String> state = RandomSlicing.empty(cells);
        if (large) {
            for (int node = 0; node < nodes; node++) {
                state = judge.step(state, Map.of(name(node), capacity(random, capacities)), "seed " + seed);
            }
        }
        int steps = 5 + random.nextInt(large ? 40 : 20);
        for (int step = 0; step < steps; step++) {
            state = judge.step(state, update(random, state, nodes, capacities), "seed " + seed + " step " + step);
        }
    }

    /** Changes of one to four nodes; about one in six takes a node out, though never the last. */
    private static Map<String, Long> update(
            SplittableRandom random, RandomSlicing<String> state, int nodes, int capacities) {
        Map<String, Long> update = new TreeMap<>();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            boolean out = random.nextInt(6) == 0 && state.bins().size() > 4;
            update.put(name(random.nextInt(nodes)), out ? 0 : capacity(random, capacities));
        }
        return update;
    }

    private static long capacity(SplittableRandom random, int kind) {
        return switch (kind) {
            case 0 -> 10;
            case 1 -> 1 + random.nextInt(20);
            case 2 -> 1 + random.nextInt(1000);
            default -> 1 + random.nextLong(Bin.SIZE_MAX >>> random.nextInt(53));
        };
    }

    private static String name(int node) {
        return String.format("n%03d", node * 7919 % 1000);
    }

    @Test
    void runsOfOneCellJoinUntilTheyFit() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            int nodes = 3 + random.nextInt(100);
            int[] owners = new int[1024];
            for (int cell = 0; cell < owners.length; cell++) {
                do {
                    owners[cell] = random.nextInt(nodes);
                } while (cell > 0 && owners[cell] == owners[cell - 1]);
            }
            int[] before = owners.clone();
            CellRuns runs = new CellRuns(owners, nodes);
            int swaps = 0;
            while (runs.count() > 1024 - 256 + nodes) {
                int count = runs.count();
                runs.mergeOne();
                assertTrue(runs.count() < count);
                swaps++;
            }
            assertEquals(Arrays.stream(before).sum(), Arrays.stream(owners).sum());
            int changed = 0;
            for (int cell = 0; cell < owners.length; cell++) {
                changed += before[cell] == owners[cell] ? 0 : 1;
            }
            assertTrue(changed <= 2 * swaps);
        }
    }
}
