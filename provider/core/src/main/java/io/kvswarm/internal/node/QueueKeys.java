package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.QueuedMessage;
import io.kvswarm.internal.storage.KeySpace;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.wire.Routing;
import java.nio.ByteBuffer;

/**
 * Where the messages of a queue lie: one cell, in the order they came. A key is the sender, {@link NodeId#BYTES} bytes,
 * and the place, 8 bytes, which is also its position.
 */
final class QueueKeys implements KeySpace {
    private static final Cells ONE = new Cells(1);

    static byte[] keyOf(QueuedMessage.Id id) {
        return ByteBuffer.allocate(NodeId.BYTES + Long.BYTES)
                .put(id.from().toBytes())
                .putLong(id.seq())
                .array();
    }

    static QueuedMessage.Id idOf(byte[] key) {
        byte[] from = new byte[NodeId.BYTES];
        ByteBuffer in = ByteBuffer.wrap(key);
        in.get(from);
        return new QueuedMessage.Id(NodeId.of(from), in.getLong());
    }

    @Override
    public long positionOf(byte[] key) {
        return key.length < Long.BYTES ? 0 : ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    @Override
    public Cells cells() {
        return ONE;
    }

    /** Every key lies in the one cell, which is this node's. */
    static Routing routingTo(NodeId self) {
        return new Routing() {
            @Override
            public int cellOf(byte[] key) {
                return 0;
            }

            @Override
            public NodeId ownerOf(int cell) {
                return self;
            }

            @Override
            public int cells() {
                return 1;
            }

            @Override
            public long epoch() {
                return 1;
            }
        };
    }
}
