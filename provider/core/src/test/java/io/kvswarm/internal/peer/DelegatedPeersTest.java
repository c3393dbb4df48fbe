package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.identity.Delegation;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.SessionId;
import io.kvswarm.sim.SimClock;
import io.kvswarm.sim.SimNetwork;
import io.kvswarm.sim.SimTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a session key acts for the writer that signed for it, for that key, swarm and time, and for nobody else. */
final class DelegatedPeersTest {
    private static final NodeKey WRITER = PeerNode.key(10);
    private static final SessionId SESSION = SessionId.of(new byte[SessionId.BYTES]);
    private static final long NOW = SimClock.WALL_MILLIS_AT_START;

    private final SimTime time = new SimTime(1);
    private final SimNetwork network = new SimNetwork(time);
    private final PeerNode pod = new PeerNode(time, network, "pod", PeerNode.key(1)).listen();
    private final PeerNode owner = new PeerNode(time, network, "owner", PeerNode.key(2)).listen();

    private void connectWith(NodeKey sessionKey, String swarm, long issuedMillis, long endMillis) {
        var grant = new Delegation.Grant(
                SwarmId.parse(swarm),
                SESSION,
                endMillis == 0 ? Delegation.Kind.DURABLE : Delegation.Kind.VOLATILE,
                sessionKey.id(),
                issuedMillis,
                endMillis);
        pod.delegation = Delegation.sign(WRITER, grant).toBytes();
        pod.connectTo(owner);
    }

    private void assertRefused(String reason) {
        assertTrue(time.runUntil(() -> !pod.refusals.isEmpty(), SimTime.SECOND));
        assertEquals(owner.id().shortForm() + " NOT_AUTHORISED node " + pod.id() + ": " + reason, pod.refusals.get(0));
        assertEquals(List.of(), owner.opened);
    }

    @Test
    void sessionActsForItsWriter() {
        connectWith(pod.key, PeerNode.SWARM, NOW, 0);
        assertTrue(time.runUntil(() -> owner.isLinkedTo(pod), SimTime.SECOND));
        assertEquals(pod.id(), owner.opened.get(0).peer());
        assertEquals(WRITER.id(), owner.opened.get(0).principal());
    }

    @Test
    void writerThatIsBarredBarsItsSessions() {
        owner.barred.add(WRITER.id());
        connectWith(pod.key, PeerNode.SWARM, NOW, 0);
        assertTrue(time.runUntil(() -> !pod.refusals.isEmpty(), SimTime.SECOND));
        assertTrue(pod.refusals.get(0).contains("--writer=" + WRITER.id()), pod.refusals.get(0));
    }

    @Test
    void delegationOfAnotherKeyIsRefused() {
        connectWith(PeerNode.key(3), PeerNode.SWARM, NOW, 0);
        assertRefused("the delegation is for another key than that of the connection");
    }

    @Test
    void delegationOfAnotherSwarmIsRefused() {
        connectWith(pod.key, "cd".repeat(16), NOW, 0);
        assertRefused("the delegation is for another swarm than that of the hello");
    }

    @Test
    void delegationThatEndedIsRefused() {
        time.runFor(SimTime.SECOND);
        connectWith(pod.key, PeerNode.SWARM, NOW - 1000, NOW);
        assertRefused("the delegation ended at " + NOW + ", it is " + (NOW + 1001));
    }

    @Test
    void forgedDelegationIsRefused() {
        connectWith(pod.key, PeerNode.SWARM, NOW, 0);
        pod.delegation[pod.delegation.length - 1] ^= 1;
        assertRefused("the delegation is not signed by " + WRITER.id().shortForm());
    }

    @ParameterizedTest
    @CsvSource({"1, needs 1 bytes", "177, needs 64 bytes"})
    void cutShortDelegationIsRefused(int length, String problem) {
        connectWith(pod.key, PeerNode.SWARM, NOW, 0);
        pod.delegation = java.util.Arrays.copyOf(pod.delegation, length);
        assertTrue(time.runUntil(() -> !pod.refusals.isEmpty(), SimTime.SECOND));
        assertTrue(pod.refusals.get(0).contains(problem), pod.refusals.get(0));
        assertEquals(List.of(), owner.opened);
    }

    @Test
    void linkEndsWithItsDelegation() {
        connectWith(pod.key, PeerNode.SWARM, NOW, NOW + 30_000);
        assertTrue(time.runUntil(() -> owner.isLinkedTo(pod), SimTime.SECOND));
        assertTrue(time.runUntil(() -> !owner.isLinkedTo(pod), 32 * SimTime.SECOND));
        assertTrue(time.nanos() >= 30 * SimTime.SECOND);
        assertTrue(time.runUntil(() -> !pod.refusals.isEmpty(), SimTime.SECOND));
        assertTrue(pod.refusals.get(0).contains("has ended"), pod.refusals.get(0));
    }
}
