package io.kvswarm.internal.config;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.slicing.RandomSlicing;
import io.kvswarm.internal.slicing.SipHash;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What has to hold between the members of a config; each member by itself was checked when it was made. */
final class ConfigRules {
    private ConfigRules() {}

    /** Throws an {@link IllegalArgumentException} that names the member, what it is and what is allowed. */
    static void check(ConfigDraft draft) {
        Limits.between("epoch", draft.epoch, 1, ConfigDocument.EPOCH_MAX);
        if (draft.slicing.bins().isEmpty()) {
            throw new IllegalArgumentException("bins is empty, expected at least one storage node with a capacity");
        }
        Limits.between("hashKey.length", draft.hashKey.length, SipHash.KEY_BYTES, SipHash.KEY_BYTES);
        if (new HashSet<>(draft.writers).size() < draft.writers.size()) {
            throw new IllegalArgumentException("writers names a node twice, expected each once");
        }
        checkChain(draft);
        checkAddresses(draft.addresses);
        checkMirrors(draft);
        Limits.between("signatures.count", draft.signatures.size(), 0, ConfigDocument.SIGNATURES_MAX);
        draft.signatures
                .values()
                .forEach(signature -> Limits.between(
                        "signature.length", signature.length, NodeKey.SIGNATURE_BYTES, NodeKey.SIGNATURE_BYTES));
    }

    private static void checkChain(ConfigDraft draft) {
        if (draft.epoch == 1 && draft.previous != null) {
            throw new IllegalArgumentException("previous is " + draft.previous.shortForm()
                    + ", expected none in epoch 1: nothing comes before it");
        }
        if (draft.epoch > 1 && (draft.previous == null || draft.swarm == null)) {
            throw new IllegalArgumentException("epoch is " + draft.epoch
                    + " without swarm or previous, expected both in every epoch after the first; make changes with"
                    + " kvswarm config set, which writes them");
        }
    }

    private static void checkAddresses(Map<NodeId, List<HostPort>> addresses) {
        addresses.forEach((node, list) -> {
            Limits.between(
                    "addresses of " + node.shortForm() + ": count", list.size(), 1, ConfigDocument.ADDRESSES_MAX);
            list.forEach(address ->
                    Limits.between("addresses of " + node.shortForm() + ": port", address.port(), 1, 0xffff));
        });
    }

    private static void checkMirrors(ConfigDraft draft) {
        int end = 0;
        for (CellMirrors range : draft.mirrors) {
            String name = "mirrors of cells " + range.firstCell() + " to " + range.endCell();
            if (range.firstCell() < end || range.endCell() > draft.slicing.cells()) {
                throw new IllegalArgumentException(name + " overlap the range before or end after cell "
                        + draft.slicing.cells() + ", expected rising ranges of the cells there are");
            }
            for (NodeId node : range.nodes()) {
                if (!draft.slicing.bins().containsKey(node)) {
                    throw new IllegalArgumentException(
                            name + " name " + node.shortForm() + ", expected storage nodes only");
                }
            }
            end = range.endCell();
        }
    }

    /** Cells of a config that does not say how many: enough for its nodes and for its slices. */
    static int defaultCells(int binCount, int sliceCount) {
        int cells = RandomSlicing.cellsWantedBy(binCount);
        while (cells < sliceCount && cells < Limits.CELLS_MAX) {
            cells *= 2;
        }
        return cells;
    }
}
