package io.kvswarm.internal.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NodeId;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: a node is away when it was wanted and has had no link for a second, whoever waits for that is told then, and
 * nobody else. Method: virtual time.
 */
final class AbsencesTest {
    private static final NodeId NODE = NodeId.of(new byte[NodeId.BYTES]);

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final Set<NodeId> linked = new HashSet<>();
    private final Absences absences = new Absences(loop, linked::contains);
    private final List<String> told = new ArrayList<>();

    @Test
    void aNodeIsAwayASecondAfterItWasFirstMissed() {
        assertFalse(absences.isAway(NODE));
        loop.run(() -> absences.missed(NODE));
        time.runFor(SimTime.SECOND / 2);
        loop.run(() -> absences.missed(NODE));
        assertFalse(absences.isAway(NODE));
        time.runFor(SimTime.SECOND / 2);
        assertTrue(absences.isAway(NODE));
        link();
        assertFalse(absences.isAway(NODE));
        unlink();
        assertFalse(absences.isAway(NODE));
        time.runFor(SimTime.SECOND);
        assertTrue(absences.isAway(NODE));
    }

    @Test
    void whoWaitsIsToldOnceWhenItIsAway() {
        whenAway("early");
        loop.run(() -> absences.missed(NODE));
        time.runFor(SimTime.SECOND - SimTime.MILLI);
        assertEquals(List.of(), told);
        whenAway("late");
        time.runFor(2 * SimTime.MILLI);
        assertEquals(Set.of("early", "late"), new HashSet<>(told));
        time.runFor(10 * SimTime.SECOND);
        assertEquals(2, told.size());
        whenAway("afterwards");
        time.runFor(SimTime.MILLI);
        assertEquals("afterwards", told.get(2));
    }

    @Test
    void aLinkInTimeAndWhoLeavesAreNotTold() {
        loop.run(() -> absences.missed(NODE));
        Runnable guard = whenAway("left");
        whenAway("waits");
        loop.run(guard);
        time.runFor(SimTime.SECOND / 2);
        link();
        time.runFor(10 * SimTime.SECOND);
        assertEquals(List.of(), told);
        unlink();
        time.runFor(2 * SimTime.SECOND);
        assertEquals(List.of("waits"), told);
    }

    @Test
    void whileNobodyWaitsNothingIsTimed() {
        loop.run(() -> absences.missed(NODE));
        assertFalse(time.step());
    }

    private Runnable whenAway(String name) {
        Runnable[] guard = new Runnable[1];
        loop.run(() -> guard[0] = absences.whenAway(NODE, () -> told.add(name)));
        return guard[0];
    }

    private void link() {
        linked.add(NODE);
        loop.run(() -> absences.linked(NODE));
    }

    private void unlink() {
        linked.clear();
        loop.run(() -> absences.missed(NODE));
    }
}
