package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.sim.SimNetwork;
import io.kvswarm.sim.SimTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: two processes that dial each other at the same time end with one link, the same one on both sides, and whatever
 * is cut and healed, no message arrives on a link that has ended ({@link PeerNode} fails if one does).
 */
final class DuplicateLinksTest {
    private static final int SEEDS = 300;

    @Test
    void bothSidesKeepTheSameLink() {
        int replaced = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SimTime time = new SimTime(seed);
            SimNetwork network = new SimNetwork(time);
            PeerNode a = new PeerNode(time, network, "a", PeerNode.key(1)).listen();
            PeerNode b = new PeerNode(time, network, "b", PeerNode.key(2)).listen();
            time.runFor(SimTime.MILLI);
            a.connectTo(b);
            b.connectTo(a);
            time.runFor(5 * SimTime.SECOND);
            assertEquals(2, network.connectionEnds(), "seed " + seed);
            assertTrue(a.isLinkedTo(b) && b.isLinkedTo(a), "seed " + seed);
            assertEquals(a.opened.size() - 1, a.ended.size(), "seed " + seed);
            replaced += a.ended.size() + b.ended.size();
        }
        assertTrue(replaced > 0, "no link was ever replaced");
    }

    @Test
    void cutsAndSilenceLeaveOneLinkThatWorks() {
        long faults = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            faults += disturb(seed);
        }
        assertTrue(faults > 5L * SEEDS, "faults: " + faults);
    }

    private static long disturb(long seed) {
        SimTime time = new SimTime(seed);
        SimNetwork network = new SimNetwork(time);
        PeerNode a = new PeerNode(time, network, "a", PeerNode.key(1)).listen();
        PeerNode b = new PeerNode(time, network, "b", PeerNode.key(2)).listen();
        a.connectTo(b);
        b.connectTo(a);
        for (int round = 0; round < 20; round++) {
            switch (time.random().nextInt(6)) {
                case 0 -> network.cut("a", "b");
                case 1 -> network.silence("a", "b");
                case 2 -> network.block("a", "b");
                case 3 -> network.block("b", "a");
                default -> network.heal();
            }
            sendIfLinked(a, b, round);
            sendIfLinked(b, a, round);
            time.runFor(time.random().nextLong(3 * SimTime.SECOND));
        }
        network.heal();
        time.runFor(20 * SimTime.SECOND);
        a.messages.clear();
        b.messages.clear();
        sendIfLinked(a, b, 100);
        sendIfLinked(b, a, 100);
        time.runFor(SimTime.SECOND);
        assertEquals(List.of(new AskStatus(100)), a.messages, "seed " + seed);
        assertEquals(List.of(new AskStatus(100)), b.messages, "seed " + seed);
        assertEquals(2, network.connectionEnds(), "seed " + seed);
        return network.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void sendIfLinked(PeerNode from, PeerNode to, int number) {
        Link link = from.peers.linkTo(to.id());
        if (link != null) {
            from.loop.run(() -> link.send(new AskStatus(number)));
        }
    }
}
