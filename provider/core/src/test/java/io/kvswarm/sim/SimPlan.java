package io.kvswarm.sim;

import static io.kvswarm.internal.base.Limits.KIB;
import static io.kvswarm.internal.base.Limits.MIB;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.node.NodeSettings;
import io.kvswarm.internal.peer.PeerSettings;
import io.kvswarm.internal.read.ReadSettings;
import io.kvswarm.internal.storage.StorageOpening;
import io.kvswarm.internal.storage.StorageSettings;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.write.WriteSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one seed's run is made of.
 *
 * @param storageNodes  how many nodes store
 * @param writers       how many nodes only write; the first half of them have a directory
 * @param readers       how many nodes only read
 * @param storersWrite  true if storage nodes write too
 * @param hasAuthority  true if configs are signed and passed on from node to node
 * @param operations    how many operations clients begin
 * @param thinkMillis   how long a client waits between two operations, at most
 * @param largeMax      longest value in bytes
 * @param durabilities  what changes ask for, each as likely as it is often here
 * @param faults        what goes wrong
 * @param faultMillis   how long something goes wrong, and how long it does not, at most
 */
record SimPlan(
        int storageNodes,
        int writers,
        int readers,
        boolean storersWrite,
        boolean hasAuthority,
        int operations,
        int thinkMillis,
        int largeMax,
        List<Durability> durabilities,
        Set<SimFault> faults,
        int faultMillis) {

    /** What goes wrong in runs. */
    static final List<SimFault> DRAWN = List.of(SimFault.values());

    /** Segments of logs are at least so large. */
    static final int SEGMENT_BYTES_MIN = 4 * KIB;

    private static final List<List<Durability>> MIXES = List.of(
            List.of(Durability.FSYNC),
            List.of(Durability.OS),
            List.of(Durability.OS, Durability.FSYNC),
            List.of(Durability.OS, Durability.OS, Durability.FSYNC, Durability.MEMORY));

    /** The run of a seed. */
    static SimPlan of(SplittableRandom random) {
        boolean isLarge = random.nextInt(10) == 0;
        return new SimPlan(
                isLarge ? 5 + random.nextInt(3) : 3 + random.nextInt(2),
                2 + random.nextInt(isLarge ? 3 : 2),
                1,
                random.nextInt(3) == 0,
                random.nextBoolean(),
                250 + random.nextInt(100),
                100 + random.nextInt(300),
                random.nextInt(12) == 0 ? 150 * KIB : random.nextInt(3) == 0 ? 20 * KIB : 2 * KIB,
                MIXES.get(random.nextInt(MIXES.size())),
                faults(random),
                200 + random.nextInt(1_200));
    }

    /** The same with other faults. */
    SimPlan withFaults(Set<SimFault> others) {
        return new SimPlan(
                storageNodes,
                writers,
                readers,
                storersWrite,
                hasAuthority,
                operations,
                thinkMillis,
                largeMax,
                durabilities,
                others,
                faultMillis);
    }

    /** The same with other nodes, of which storage nodes do not write, and so many operations. */
    SimPlan withNodes(int newStorageNodes, int newWriters, int newReaders, int newOperations) {
        return new SimPlan(
                newStorageNodes,
                newWriters,
                newReaders,
                false,
                hasAuthority,
                newOperations,
                thinkMillis,
                largeMax,
                durabilities,
                faults,
                faultMillis);
    }

    /** Two to four kinds together find what one kind alone does not, and leave room for work to be done. */
    private static Set<SimFault> faults(SplittableRandom random) {
        Set<SimFault> some = EnumSet.noneOf(SimFault.class);
        for (int left = random.nextInt(20) == 0 ? 0 : 2 + random.nextInt(3); left > 0; left--) {
            some.add(DRAWN.get(random.nextInt(DRAWN.size())));
        }
        return some;
    }

    /** Settings of its nodes: small limits, so that every limit is reached. */
    static NodeSettings settings(SplittableRandom random, int segmentBytesMin) {
        int resendMillis = 100 + random.nextInt(900);
        return new NodeSettings(
                new WriteSettings(
                        64L * MIB,
                        pick(random, 64 * KIB, MIB),
                        (int) pick(random, 4 * KIB, MIB),
                        Durability.FSYNC,
                        resendMillis,
                        50 + random.nextInt(450),
                        WriteSettings.DEFAULT.sessionMillis()),
                new ReadSettings((int) pick(random, 4, 65_536), 262_144, resendMillis),
                new StorageOpening.Settings(
                        new StorageSettings(1 + random.nextInt(400), 50, pick(random, 64 * KIB, 32 * MIB), MIB),
                        new TableSettings(
                                (int) pick(random, 0, KIB),
                                (int) pick(random, 16, 200_000),
                                64L * MIB,
                                pick(random, 0, MIB),
                                pick(random, 64 * KIB, MIB))),
                new LogSettings((int) pick(random, segmentBytesMin, 16 * MIB), 1024, 256L * MIB, 64L * KIB, 80),
                new PeerSettings(500, 3, 50, 1000, 2_000, 1_000),
                List.of());
    }

    private static long pick(SplittableRandom random, long small, long usual) {
        return random.nextInt(3) == 0 ? small : usual;
    }
}
