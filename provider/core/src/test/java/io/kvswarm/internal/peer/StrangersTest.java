package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.Refused;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimNetwork;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: who does not introduce himself, or comes when all places are taken, is sent away and costs nothing then. */
final class StrangersTest {
    private static final PeerSettings ONE_LINK = new PeerSettings(1000, 3, 100, 5000, 10_000, 1);

    private final SimTime time = new SimTime(1);
    private final SimNetwork network = new SimNetwork(time);
    private final PeerNode node = new PeerNode(time, network, "node", PeerNode.key(1), ONE_LINK).listen();
    private final List<String> ends = new ArrayList<>();

    /** Connects and says {@code first}, or nothing if that is null. */
    private void visit(Message first) {
        SimLoop loop = new SimLoop(time, time.clock());
        Transport transport = network.join("stranger", PeerNode.key(2).id(), loop);
        time.runFor(SimTime.MILLI);
        loop.run(() -> transport.dial(node.place(), node.id(), new Transport.Dialing() {
            @Override
            public ConnectionHandler onConnection(Connection connection) {
                if (first != null) {
                    connection.send(first);
                }
                return new ConnectionHandler() {
                    @Override
                    public void onMessage(Message message) {
                        ends.add("was told " + message.type());
                    }

                    @Override
                    public void onClosed(String reason) {
                        ends.add(reason);
                    }
                };
            }

            @Override
            public void onDialFailed(String reason) {
                ends.add("not connected: " + reason);
            }
        }));
    }

    @Test
    void whoSaysNoHelloIsSentAway() {
        visit(null);
        time.runFor(9 * SimTime.SECOND);
        assertEquals(List.of(), ends);
        time.runFor(2 * SimTime.SECOND);
        assertEquals(List.of("closed by the other end"), ends);
        assertEquals(0, network.connectionEnds());
    }

    @Test
    void whoSaysSomethingElseFirstIsSentAwayAtOnce() {
        visit(new Ping(1));
        time.runFor(SimTime.SECOND);
        assertEquals(List.of("closed by the other end"), ends);
        assertEquals(List.of(), node.messages);
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsToldSo() {
        PeerNode first = new PeerNode(time, network, "first", PeerNode.key(3)).connectTo(node);
        assertTrue(time.runUntil(() -> first.isLinkedTo(node), SimTime.SECOND));
        PeerNode second = new PeerNode(time, network, "second", PeerNode.key(4)).connectTo(node);
        assertTrue(time.runUntil(() -> !second.refusals.isEmpty(), SimTime.SECOND));
        String reason = "node " + node.id().shortForm() + " has as many links as it may";
        assertEquals(node.id().shortForm() + " " + ErrorCode.QUEUE_FULL + " " + reason, second.refusals.get(0));
        assertFalse(second.isLinkedTo(node));
        first.loop.run(first.peers::close);
        assertTrue(time.runUntil(() -> second.isLinkedTo(node), 6 * SimTime.SECOND));
    }

    @Test
    void refusalsOfNodesAreRememberedUpToABound() {
        Refusals refusals = new Refusals(time.clock());
        for (int i = 0; i <= Refusals.NODES_MAX; i++) {
            byte[] id = new byte[NodeId.BYTES];
            id[0] = (byte) (i >>> 8);
            id[1] = (byte) i;
            refusals.received(NodeId.of(id), node.id(), new Refused("NOT_AUTHORISED", "no"));
        }
        assertTrue(refusals.by(NodeId.of(new byte[32])).isEmpty(), "the oldest is still known");
        byte[] second = new byte[32];
        second[1] = 1;
        assertEquals(
                ErrorCode.NOT_AUTHORISED,
                refusals.by(NodeId.of(second)).orElseThrow().code());
    }
}
