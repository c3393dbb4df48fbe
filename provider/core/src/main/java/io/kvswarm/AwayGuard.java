package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.Submission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Ends calls that are not to wait for owners that are away. Confined to the loop. */
final class AwayGuard {
    private final SwarmNode node;

    AwayGuard(SwarmNode node) {
        this.node = node;
    }

    /** What {@code read} gives; a failure as soon as an owner that has to be asked for the keys is away. */
    <T> CompletableFuture<T> read(Collection<CacheKey> keys, Supplier<CompletableFuture<T>> read) {
        return readFrom(ownersToAsk(keys), read);
    }

    /** The same where every owner has to be asked. */
    <T> CompletableFuture<T> readFromAll(Supplier<CompletableFuture<T>> read) {
        return readFrom(new LinkedHashSet<>(node.config().cells().owners()), read);
    }

    private <T> CompletableFuture<T> readFrom(Set<NodeId> owners, Supplier<CompletableFuture<T>> read) {
        for (NodeId owner : owners) {
            if (node.isAway(owner)) {
                return CompletableFuture.failedFuture(notRead(owner));
            }
        }
        CompletableFuture<T> reading = read.get();
        if (reading.isDone()) {
            return reading;
        }
        CompletableFuture<T> guarded = new CompletableFuture<>();
        List<Runnable> guards = new ArrayList<>(owners.size());
        for (NodeId owner : owners) {
            guards.add(node.whenAway(owner, () -> guarded.completeExceptionally(notRead(owner))));
        }
        reading.whenComplete((result, failure) -> {
            guards.forEach(Runnable::run);
            if (failure == null) {
                guarded.complete(result);
            } else {
                guarded.completeExceptionally(failure);
            }
        });
        return guarded;
    }

    /** Owners of keys that this node's own outbox does not answer. */
    private Set<NodeId> ownersToAsk(Collection<CacheKey> keys) {
        Set<NodeId> owners = new LinkedHashSet<>();
        for (CacheKey key : keys) {
            int cell = cellOf(key.key());
            if (node.writer().pending().find(key, cell) == null) {
                owners.add(node.config().cells().ownerOf(cell));
            }
        }
        return owners;
    }

    /** Gives a submission up, its changes with it, when its one owner is away. */
    void guard(NodeId owner, Submission submission) {
        Runnable guard = node.whenAway(owner, submission::giveUp);
        submission.done().thenRun(guard);
    }

    /** A failure if a change for that owner need not be tried; null if it may be. */
    SwarmException refusal(NodeId owner) {
        return node.isAway(owner)
                ? new SwarmException(
                        ErrorCode.UNREACHABLE,
                        "the change was not applied and never will be: node " + owner.shortForm()
                                + ", the owner, is away, and the change was not to wait")
                : null;
    }

    /** Indexes of drafts by owner. */
    Map<NodeId, List<Integer>> byOwner(List<Draft> drafts) {
        ConfigDocument config = node.config();
        Map<NodeId, List<Integer>> indexes = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            int cell = draft.cell() == Draft.BY_KEY ? cellOf(draft.key()) : draft.cell();
            NodeId owner = config.cells().ownerOf(cell);
            indexes.computeIfAbsent(owner, missing -> new ArrayList<>()).add(i);
        }
        return indexes;
    }

    private int cellOf(byte[] key) {
        ConfigDocument config = node.config();
        return config.cells().cellOf(config.positions().position(key));
    }

    private static SwarmException notRead(NodeId owner) {
        return new SwarmException(
                ErrorCode.UNREACHABLE,
                "node " + owner.shortForm() + ", the owner, is away, and the read was not to wait");
    }
}
