package io.kvswarm.internal.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.config.ConfigDraft;
import io.kvswarm.internal.peer.Right;
import io.kvswarm.internal.wire.MessageType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a config gives each node its rights, and a message is let in exactly if its sender has the right it takes. */
final class MembershipTest {
    private static final NodeId SELF = id(1);
    private static final NodeId STORAGE = id(2);
    private static final NodeId WRITER = id(3);
    private static final NodeId READER = id(4);
    private static final NodeId STRANGER = id(5);

    private ConfigDocument config = ConfigDraft.first(Map.of(STORAGE, 1L))
            .writers(List.of(WRITER))
            .readers(Readers.of(List.of(READER)))
            .document();
    private final Membership membership = new Membership(SELF, () -> config);

    @Test
    void theConfigGivesRights() {
        assertEquals(EnumSet.of(Right.LINK, Right.READ), membership.rights(SELF));
        assertEquals(EnumSet.of(Right.LINK, Right.READ, Right.SERVE), membership.rights(STORAGE));
        assertEquals(EnumSet.of(Right.LINK, Right.READ, Right.WRITE), membership.rights(WRITER));
        assertEquals(EnumSet.of(Right.LINK, Right.READ), membership.rights(READER));
        assertEquals(Set.of(), membership.rights(STRANGER));
    }

    @Test
    void withoutAConfigNodesMayBeLinkedAndNoMore() {
        config = null;
        assertEquals(EnumSet.of(Right.LINK), membership.rights(WRITER));
        assertEquals(EnumSet.of(Right.LINK), membership.rights(SELF));
    }

    @Test
    void aMessageTakesTheRightOfItsType() {
        for (NodeId node : List.of(SELF, STORAGE, WRITER, READER, STRANGER)) {
            for (MessageType type : MessageType.values()) {
                boolean expected = Right.neededFor(type)
                        .map(right -> membership.rights(node).contains(right))
                        .orElse(false);
                assertEquals(expected, membership.mayUse(node, type), () -> type + " of " + node);
            }
        }
    }

    private static NodeId id(int number) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) number;
        return NodeId.of(key);
    }
}
