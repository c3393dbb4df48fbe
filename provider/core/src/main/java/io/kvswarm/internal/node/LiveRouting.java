package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Routing;

/** Routing of whatever config is in force. Confined to the loop. */
final class LiveRouting implements Routing {
    private Routing current;

    void set(Routing newest) {
        current = newest;
    }

    @Override
    public int cellOf(byte[] key) {
        return current.cellOf(key);
    }

    @Override
    public NodeId ownerOf(int cell) {
        return current.ownerOf(cell);
    }

    @Override
    public int cells() {
        return current.cells();
    }

    @Override
    public long epoch() {
        return current.epoch();
    }
}
