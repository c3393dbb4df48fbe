package io.kvswarm.internal.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.sim.SimDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever is changed, committed, fetched, scanned and cleared in whatever order, the table answers as a plain
 * sorted map would, and the index ends up with exactly that.
 */
final class EntryTableModelTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 1_500;

    @Test
    void everyAnswerIsThatOfTheModel() {
        int checks = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            StoreWorld world = worldInMemory(seed);
            for (int i = 0; i < STEPS; i++) {
                world.step(false);
            }
            world.settle();
            world.checkCounts();
            world.checkIndex();
            world.checkEverything();
            checks += world.checks;
        }
        assertTrue(checks > SEEDS * STEPS / 2, "only " + checks + " checks");
    }

    @Test
    void countsAreExactAtOnceIfEveryKeyIsFetchedFirst() {
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            StoreWorld world = worldInMemory(seed);
            for (int i = 0; i < STEPS; i++) {
                world.step(true);
                world.checkCounts();
            }
        }
    }

    @Test
    void afterACrashReplayFromTheWatermarkGivesTheSame() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            StoreWorld world = worldInMemory(seed);
            for (int i = 0; i < STEPS; i++) {
                world.step(false);
                if (world.random.nextInt(200) == 0) {
                    world.crash();
                }
            }
            world.settle();
            world.checkCounts();
            world.checkIndex();
            world.checkEverything();
        }
    }

    @Test
    void everythingThatEndsIsToldOnceAndInTime() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            StoreWorld world = worldInMemory(seed);
            for (int i = 0; i < STEPS; i++) {
                long ownerMillis = i * 2L;
                world.step(true);
                if (i % 20 == 0) {
                    world.loop.run(() -> world.expire(ownerMillis));
                }
            }
            for (int i = 0; i < 100; i++) {
                world.loop.run(() -> world.expire(10_000));
                world.settle();
            }
            assertFalse(world.isOverdueLeft(10_000), world.seed());
        }
    }

    @Test
    void everyAnswerIsThatOfTheModelOverFilesToo() {
        for (long seed = 0; seed < SEEDS / 6; seed++) {
            StoreWorld world = worldOnDisk(seed, new SimDisk());
            for (int i = 0; i < STEPS; i++) {
                world.step(false);
            }
            world.settle();
            world.checkCounts();
            world.checkIndex();
            world.checkEverything();
        }
    }

    /** After a power cut the index may be older, or empty: whatever it says it holds, it holds. */
    @Test
    void afterCrashesAndPowerCutsReplayFromTheWatermarkGivesTheSame() {
        int rebuilt = 0;
        for (long seed = 0; seed < SEEDS / 4; seed++) {
            SimDisk disk = new SimDisk();
            StoreWorld world = worldOnDisk(seed, disk);
            for (int i = 0; i < STEPS; i++) {
                world.step(false);
                if (world.random.nextInt(200) == 0) {
                    world.stop();
                    if (world.random.nextBoolean()) {
                        disk.crashProcess();
                    } else {
                        disk.cutPower(world.random);
                    }
                    world.crash();
                    rebuilt += ((XodusIndex) world.index).emptied() != null ? 1 : 0;
                }
            }
            world.settle();
            world.checkCounts();
            world.checkIndex();
            world.checkEverything();
        }
        assertTrue(rebuilt > 0, "no index was rebuilt");
    }

    private static StoreWorld worldOnDisk(long seed, SimDisk disk) {
        XodusIndex.Plan plan =
                new XodusIndex.Plan(new byte[0], StoreWorld.CELLS, XodusIndexTest.SETTINGS, mark -> true);
        return new StoreWorld(seed, () -> XodusIndex.open(disk, plan, new SplittableRandom(seed)));
    }

    private static StoreWorld worldInMemory(long seed) {
        MemoryIndex index = new MemoryIndex(StoreWorld.CELLS);
        return new StoreWorld(seed, () -> index);
    }
}
