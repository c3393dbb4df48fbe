package io.kvswarm.api;

import java.util.Objects;

/**
 * A word on the changes of one flush that went to one storage node.
 *
 * @param owner   the storage node
 * @param level   how far they got: the level that was asked for
 * @param changes how many there were
 */
public record Receipt(NodeId owner, Level level, int changes) {
    /** Checks that nothing is missing. */
    public Receipt {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(level, "level");
    }
}
