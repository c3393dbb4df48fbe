package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.StatusReport;
import io.kvswarm.sim.SimNetwork;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Goal: every two processes that want each other have one link that is alive, whatever happens between them; nobody is
 * let in or heard that may not.
 * Method: nodes on a simulated network, in virtual time.
 */
final class PeersTest {
    private final SimTime time = new SimTime(1);
    private final SimNetwork network = new SimNetwork(time);
    private final PeerNode a = new PeerNode(time, network, "a", PeerNode.key(1)).listen();
    private final PeerNode b = new PeerNode(time, network, "b", PeerNode.key(2)).listen();

    private void within(double seconds, BooleanSupplier done) {
        assertTrue(time.runUntil(done, (long) (seconds * SimTime.SECOND)), () -> "not within " + seconds + " s");
    }

    private void link() {
        a.connectTo(b);
        within(1, () -> a.isLinkedTo(b) && b.isLinkedTo(a));
    }

    @Test
    void linkNamesBothEnds() {
        link();
        assertEquals(b.id(), a.opened.get(0).peer());
        assertEquals(b.id(), a.opened.get(0).principal());
        assertEquals(PeerNode.SWARM, a.opened.get(0).hello().swarmId());
        assertEquals(a.id(), b.opened.get(0).peer());
        assertEquals(List.of(), a.messages);
    }

    @Test
    void messagesArriveInOrder() {
        link();
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(new AskStatus(i));
            a.send(b, sent.get(i));
        }
        within(1, () -> b.messages.size() == 100);
        assertEquals(sent, b.messages);
    }

    @Test
    void longMessagesTravelInFragments() {
        link();
        a.send(b, new io.kvswarm.internal.wire.ConfigNews(new byte[4 << 20]));
        a.send(b, new AskStatus(1));
        within(1, () -> b.messages.size() == 2);
        assertEquals(new AskStatus(1), b.messages.get(1));
    }

    @Test
    void whoIsBarredGetsAReasonAndNothingElse() {
        b.barred.add(a.id());
        a.connectTo(b);
        within(1, () -> !a.refusals.isEmpty());
        String reason = "node " + a.id() + " is neither a writer nor a reader of this swarm; to authorise it:"
                + " kvswarm config set -c FILE --writer=" + a.id() + " (or --reader=" + a.id() + ")";
        assertEquals(b.id().shortForm() + " NOT_AUTHORISED " + reason, a.refusals.get(0));
        assertEquals(
                "node " + b.id().shortForm() + " refused this node, " + a.id() + ": " + reason
                        + "; nothing was sent to it, what waits for it stays queued",
                a.peers.refusalBy(b.id()).orElseThrow().getMessage());
        assertEquals(List.of(), a.opened);
        assertEquals(List.of(), b.opened);
    }

    @Test
    void whoWasBarredGetsInOnceItIsNot() {
        b.barred.add(a.id());
        a.connectTo(b);
        time.runFor(20 * SimTime.SECOND);
        assertFalse(a.isLinkedTo(b));
        b.barred.clear();
        within(6, () -> a.isLinkedTo(b));
        assertTrue(a.peers.refusalBy(b.id()).isEmpty());
    }

    @Test
    void barredLaterMeansRefusedAtOnce() {
        link();
        b.barred.add(a.id());
        b.loop.run(b.peers::readmit);
        within(1, () -> !a.refusals.isEmpty());
        assertFalse(a.isLinkedTo(b));
        assertFalse(b.isLinkedTo(a));
    }

    @Test
    void silentPeerIsGoneAfterFourSeconds() {
        link();
        network.silence("a", "b");
        network.refuseDials("b", true);
        within(4.001, () -> !a.isLinkedTo(b) && !b.isLinkedTo(a));
        assertEquals("silent for 3 heartbeats", a.ended.get(a.opened.get(0)));
    }

    @Test
    void idleLinkStays() {
        link();
        time.runFor(60 * SimTime.SECOND);
        assertEquals(1, a.opened.size());
        assertEquals(0, a.ended.size());
    }

    @Test
    void cutLinkIsMadeAgain() {
        link();
        network.cut("a", "b");
        within(1, () -> a.opened.size() == 2 && b.opened.size() == 2);
        assertEquals(1, a.ended.size());
        assertEquals(1, b.ended.size());
    }

    @Test
    void restartedListenerIsFoundAgain() {
        link();
        network.crash("b", false);
        b.loop.kill();
        time.runFor(30 * SimTime.SECOND);
        assertFalse(a.isLinkedTo(b));
        PeerNode again = new PeerNode(time, network, "b", b.key).listen();
        within(6, () -> a.isLinkedTo(again) && again.isLinkedTo(a));
    }

    @Test
    void partitionHeals() {
        link();
        network.partition(Set.of("a"), Set.of("b"));
        within(4.001, () -> !a.isLinkedTo(b) && !b.isLinkedTo(a));
        time.runFor(20 * SimTime.SECOND);
        network.heal();
        within(10, () -> a.isLinkedTo(b) && b.isLinkedTo(a));
    }

    @Test
    void wrongKeyAtAnAddressIsNotLinked() {
        PeerNode c = new PeerNode(time, network, "c", PeerNode.key(3)).listen();
        a.loop.run(() -> {
            a.peers.setAddresses(java.util.Map.of(b.id(), List.of(c.place(), b.place())));
            a.peers.keepConnected(b.id());
        });
        within(1, () -> a.isLinkedTo(b));
        assertFalse(a.isLinkedTo(c));
        assertEquals(List.of(), c.opened);
    }

    @Test
    void oneReachableNodeIsEnoughToFindTheRest() {
        PeerNode c = new PeerNode(time, network, "c", PeerNode.key(3)).listen();
        c.connectTo(b);
        within(1, () -> c.isLinkedTo(b));
        a.connectTo(b);
        a.loop.run(() -> a.peers.keepConnected(c.id()));
        within(2, () -> a.isLinkedTo(b) && a.isLinkedTo(c));
    }

    @Test
    void bootstrapNameFindsAllNodesBehindIt() {
        PeerNode c = new PeerNode(time, network, "c", PeerNode.key(3)).listen();
        network.name("swarm", List.of(new HostPort("nobody", 1), b.place(), c.place()));
        a.loop.run(() -> {
            a.peers.setBootstrap(List.of(new HostPort("swarm", PeerNode.PORT)));
            a.peers.keepConnected(b.id());
            a.peers.keepConnected(c.id());
        });
        within(5, () -> a.isLinkedTo(b) && a.isLinkedTo(c));
    }

    @Test
    void nodeDoesNotLinkToItself() {
        a.loop.run(() -> a.peers.setBootstrap(List.of(a.place())));
        time.runFor(5 * SimTime.SECOND);
        assertEquals(List.of(), a.opened);
    }

    @Test
    void processesThatShareAKeyHaveLinksOfTheirOwn() {
        PeerNode twin = new PeerNode(time, network, "twin", a.key);
        link();
        twin.connectTo(b);
        within(1, () -> b.opened.size() == 2);
        time.runFor(5 * SimTime.SECOND);
        assertEquals(0, b.ended.size());
        assertSame(b.opened.get(1), b.peers.linkTo(a.id()));
    }

    @Test
    void messageWithoutRightIsNotDelivered() {
        link();
        b.rights.remove(Right.LINK);
        a.send(b, new StatusReport(1, new byte[0]));
        within(1, () -> !b.forbidden.isEmpty());
        assertEquals(1, b.forbidden.size());
        assertEquals(List.of(), b.messages);
    }

    @Test
    void closedNodeEndsItsLinksAndDialsNoMore() {
        link();
        a.loop.run(a.peers::close);
        within(1, () -> !b.isLinkedTo(a));
        assertEquals(1, a.ended.size());
        time.runFor(20 * SimTime.SECOND);
        assertEquals(1, b.opened.size());
    }
}
