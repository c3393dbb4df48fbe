package io.kvswarm.internal.node;

import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.Index;

/** Opens the index of a node's log. */
@FunctionalInterface
public interface IndexOpener {
    /** The index of that log, empty if there is none that can be used. May block; called on the index's worker. */
    Index open(LogIdentity log, Cells cells);
}
