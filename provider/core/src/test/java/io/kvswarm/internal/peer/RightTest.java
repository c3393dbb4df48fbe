package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.MessageType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Goal: every type of message has a right somebody gave it, and who lacks that right cannot send it. */
final class RightTest {
    private static Admission withRights(Set<Right> rights) {
        return new Admission() {
            @Override
            public Verdict admit(NodeId principal, NodeId key, Hello hello) {
                return Verdict.ADMITTED;
            }

            @Override
            public Set<Right> rights(NodeId principal) {
                return rights;
            }
        };
    }

    private static Set<MessageType> allowed(Right... rights) {
        Admission admission = withRights(Set.of(rights));
        return Arrays.stream(MessageType.values())
                .filter(type -> admission.mayUse(PeerNode.key(1).id(), type))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(MessageType.class)));
    }

    @Test
    void everyTypeHasARow() {
        List<MessageType> without = Arrays.stream(MessageType.values())
                .filter(type -> Right.neededFor(type).isEmpty())
                .toList();
        assertEquals(List.of(), without);
    }

    @Test
    void whoMayNoLongerReadMayStillSayThatItKeepsNothing() {
        assertTrue(allowed(Right.LINK).contains(MessageType.INVALIDATED));
    }

    @Test
    void withoutRightsNothingIsAllowed() {
        assertEquals(Set.of(), allowed());
    }

    @Test
    void readersReadAndDoNotWrite() {
        assertTrue(allowed(Right.READ).contains(MessageType.READ));
        assertTrue(allowed(Right.READ).contains(MessageType.SCAN));
        assertTrue(allowed(Right.READ).contains(MessageType.WATCH));
        assertTrue(allowed(Right.READ).contains(MessageType.HOLD));
        assertTrue(allowed(Right.READ).contains(MessageType.LEASE_ASK));
        assertFalse(allowed(Right.LINK, Right.READ, Right.SERVE).contains(MessageType.BLOCK));
        assertFalse(allowed(Right.LINK, Right.READ, Right.SERVE).contains(MessageType.LEASE_KEY));
    }

    @Test
    void writersWriteAndDoNotAnswerForCells() {
        assertTrue(allowed(Right.WRITE).contains(MessageType.BLOCK));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.RESULTS));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.ENTRIES));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.EVENTS));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.KEY_LEASED));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.LEASE));
        assertFalse(allowed(Right.LINK, Right.READ, Right.WRITE).contains(MessageType.INVALIDATE));
    }

    @Test
    void allRightsTogetherAllowEverything() {
        assertEquals(EnumSet.allOf(MessageType.class), allowed(Right.values()));
    }
}
