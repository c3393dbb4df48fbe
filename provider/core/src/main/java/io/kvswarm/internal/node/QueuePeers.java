package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.peer.Admission;
import io.kvswarm.internal.peer.Right;
import io.kvswarm.internal.storage.Access;
import io.kvswarm.internal.wire.Hello;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may send to a queue, and whom it sends to. Confined to the loop.
 *
 * <pre>
 * bytes  field
 *     4  count  of authorised senders; each: id 32
 * </pre>
 */
final class QueuePeers implements Admission, Access {
    private static final int SENDERS_MAX = 65_536;

    private final NodeId self;
    private final TreeSet<NodeId> senders = new TreeSet<>();
    private final Set<NodeId> receivers = new HashSet<>();

    QueuePeers(NodeId self) {
        this.self = self;
    }

    Set<NodeId> senders() {
        return senders;
    }

    Set<NodeId> receivers() {
        return receivers;
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink(4 + senders.size() * NodeId.BYTES);
        out.int32(senders.size());
        senders.forEach(sender -> out.bytes(sender.toBytes()));
        return out.toBytes();
    }

    void readFrom(byte[] bytes) {
        BodyReader in = new BodyReader("senders", ByteBuffer.wrap(bytes));
        int count = in.count("senders", SENDERS_MAX, NodeId.BYTES);
        for (int i = 0; i < count; i++) {
            senders.add(NodeId.of(in.bytes("sender", NodeId.BYTES)));
        }
        in.end();
    }

    @Override
    public Verdict admit(NodeId principal, NodeId key, Hello hello) {
        return rights(principal).isEmpty()
                ? Verdict.refused(ErrorCode.NOT_AUTHORISED, refusalOf(principal))
                : Verdict.ADMITTED;
    }

    private static String refusalOf(NodeId principal) {
        return "node " + principal + " is not among the peers of this message queue; its owner can add it with addPeer";
    }

    @Override
    public Set<Right> rights(NodeId principal) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        if (senders.contains(principal)) {
            rights.addAll(Set.of(Right.LINK, Right.WRITE));
        }
        if (receivers.contains(principal)) {
            rights.addAll(Set.of(Right.LINK, Right.SERVE));
        }
        return rights;
    }

    @Override
    public boolean mayWrite(NodeId principal) {
        return principal.equals(self) || senders.contains(principal);
    }

    @Override
    public boolean mayRead(NodeId principal) {
        return principal.equals(self);
    }

    @Override
    public long epoch() {
        return 1;
    }
}
