package io.kvswarm.internal.node;

import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.slicing.SipHash;
import io.kvswarm.internal.storage.KeySpace;
import io.kvswarm.internal.store.Cells;

/** Where a config says that keys lie; the same for all epochs of a swarm. Immutable. */
final class ConfigKeySpace implements KeySpace {
    private final SipHash positions;
    private final Cells cells;

    ConfigKeySpace(ConfigDocument config) {
        this.positions = config.positions();
        this.cells = new Cells(config.cells().cells());
    }

    @Override
    public long positionOf(byte[] key) {
        return positions.position(key);
    }

    @Override
    public Cells cells() {
        return cells;
    }
}
