package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.peer.Peers;
import io.kvswarm.internal.wire.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which storage nodes this node keeps links to. Confined to the loop. */
final class Connecting {
    private final Loop loop;
    private final NodeId self;
    private final Peers peers;
    private final Supplier<ConfigDocument> config;
    private final Set<NodeId> kept = new HashSet<>();
    private final Map<NodeId, CompletableFuture<Void>> awaited = new HashMap<>();
    private Wish wish = Wish.AS_NEEDED;

    /** What the application wants. */
    private enum Wish {
        /** Links to the nodes that are written to or read from. */
        AS_NEEDED,
        /** Links to all storage nodes. */
        ALL,
        /** No links. */
        NONE
    }

    Connecting(Loop loop, NodeId self, Peers peers, Supplier<ConfigDocument> config) {
        this.loop = loop;
        this.self = self;
        this.peers = peers;
        this.config = config;
    }

    CompletableFuture<Void> connect() {
        wish = Wish.ALL;
        List<CompletableFuture<Void>> linked = new ArrayList<>();
        for (NodeId node : storageNodes()) {
            keep(node);
            if (peers.linkTo(node) == null) {
                linked.add(awaited.computeIfAbsent(node, id -> new CompletableFuture<>()));
            }
        }
        return CompletableFuture.allOf(linked.toArray(CompletableFuture[]::new));
    }

    void disconnect() {
        wish = Wish.NONE;
        for (NodeId node : kept) {
            peers.release(node);
            Link link = peers.linkTo(node);
            if (link != null) {
                link.close("disconnected by the application");
            }
        }
        kept.clear();
        SwarmException ended = new SwarmException(ErrorCode.UNREACHABLE, "disconnected by the application");
        awaited.values().forEach(waiting -> waiting.completeExceptionally(ended));
        awaited.clear();
    }

    /** A link to that node, once there is one; fails with {@code UNREACHABLE} if that takes too long. */
    CompletableFuture<Link> linkTo(NodeId node, long timeoutNanos, Function<NodeId, Link> linkOf) {
        Link link = linkOf.apply(node);
        if (link != null) {
            return CompletableFuture.completedFuture(link);
        }
        if (node.equals(self)) {
            return CompletableFuture.failedFuture(unreachable(node, "is this node and does not serve"));
        }
        CompletableFuture<Link> linked = new CompletableFuture<>();
        Loop.Timer timer =
                loop.schedule(timeoutNanos, () -> linked.completeExceptionally(unreachable(node, "cannot be reached")));
        awaited.computeIfAbsent(node, id -> new CompletableFuture<>()).whenComplete((done, failure) -> {
            timer.cancel();
            if (failure == null) {
                linked.complete(peers.linkTo(node));
            } else {
                linked.completeExceptionally(failure);
            }
        });
        return linked;
    }

    private static SwarmException unreachable(NodeId node, String what) {
        return new SwarmException(ErrorCode.UNREACHABLE, "node " + node.shortForm() + " " + what);
    }

    /** Somebody waits for that node. */
    void want(NodeId node) {
        if (wish != Wish.NONE) {
            keep(node);
        }
    }

    /** Another config: other nodes may store. */
    void onConfig() {
        Set<NodeId> nodes = storageNodes();
        kept.removeIf(node -> {
            boolean gone = !nodes.contains(node);
            if (gone) {
                peers.release(node);
            }
            return gone;
        });
        if (wish == Wish.ALL) {
            nodes.forEach(this::keep);
        }
    }

    void onLink(Link link) {
        CompletableFuture<Void> waiting = awaited.remove(link.peer());
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    void onRefused(NodeId node, SwarmException refusal) {
        CompletableFuture<Void> waiting = awaited.remove(node);
        if (waiting != null) {
            waiting.completeExceptionally(refusal);
        }
    }

    /** True if it is dialed whenever there is no link to it. */
    boolean keeps(NodeId node) {
        return kept.contains(node);
    }

    private void keep(NodeId node) {
        if (!node.equals(self) && kept.add(node)) {
            peers.keepConnected(node);
        }
    }

    private Set<NodeId> storageNodes() {
        ConfigDocument document = config.get();
        Set<NodeId> nodes = document == null
                ? new HashSet<>()
                : new HashSet<>(document.cells().owners());
        nodes.remove(self);
        return nodes;
    }
}
