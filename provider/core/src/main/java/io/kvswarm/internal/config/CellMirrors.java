package io.kvswarm.internal.config;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Limits;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which nodes mirror a range of cells.
 *
 * @param firstCell the first cell of the range
 * @param endCell   the first cell after it
 * @param nodes     storage nodes, the sync mirrors first
 */
public record CellMirrors(int firstCell, int endCell, List<NodeId> nodes) {
    /** Checks the range and that no node is named twice. */
    public CellMirrors {
        Limits.between("mirrors.from", firstCell, 0, Limits.CELLS_MAX - 1);
        Limits.between("mirrors.to", endCell, firstCell + 1, Limits.CELLS_MAX);
        nodes = List.copyOf(nodes);
        Limits.between("mirrors.nodes", nodes.size(), 1, Redundancy.COPIES_MAX - 1);
        if (new HashSet<>(nodes).size() < nodes.size()) {
            throw new IllegalArgumentException(
                    "mirrors of cells " + firstCell + " to " + endCell + " name a node twice, expected each once");
        }
    }

    /** The range without the nodes that are gone; nothing if no node is left. */
    Stream<CellMirrors> without(Predicate<NodeId> isGone) {
        List<NodeId> left = nodes.stream().filter(isGone.negate()).toList();
        return left.isEmpty() ? Stream.empty() : Stream.of(new CellMirrors(firstCell, endCell, left));
    }
}
