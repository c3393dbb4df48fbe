package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.slicing.CellTable;
import io.kvswarm.internal.slicing.SipHash;
import io.kvswarm.internal.wire.Routing;

/** Routing as one config has it. Immutable. */
final class ConfigRouting implements Routing {
    private final SipHash positions;
    private final CellTable<NodeId> cells;
    private final long epoch;

    ConfigRouting(ConfigDocument config) {
        positions = config.positions();
        cells = config.cells();
        epoch = config.epoch();
    }

    @Override
    public int cellOf(byte[] key) {
        return cells.cellOf(positions.position(key));
    }

    @Override
    public NodeId ownerOf(int cell) {
        return cells.ownerOf(cell);
    }

    @Override
    public int cells() {
        return cells.cells();
    }

    @Override
    public long epoch() {
        return epoch;
    }
}
