package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.peer.Admission;
import io.kvswarm.internal.peer.Right;
import io.kvswarm.internal.storage.Access;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.MessageType;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** What the config in force lets nodes do. Confined to the loop. */
final class Membership implements Admission, Access {
    private final NodeId self;
    private final Supplier<ConfigDocument> config;

    /**
     * Membership as of whatever config is in force when it is asked.
     *
     * @param config gives null while there is none
     */
    Membership(NodeId self, Supplier<ConfigDocument> config) {
        this.self = self;
        this.config = config;
    }

    @Override
    public Verdict admit(NodeId principal, NodeId key, Hello hello) {
        ConfigDocument document = config.get();
        if (document == null) {
            return Verdict.ADMITTED;
        }
        if (!hello.swarmId().isEmpty()
                && !hello.swarmId().equals(document.swarm().toString())) {
            return Verdict.refused(
                    ErrorCode.CONFIG_REFUSED,
                    "this node is of swarm " + document.swarm() + ", you said " + hello.swarmId()
                            + "; give both the same config");
        }
        return rights(principal).isEmpty() ? Verdict.notAuthorised(principal) : Verdict.ADMITTED;
    }

    @Override
    public Set<Right> rights(NodeId principal) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (has(principal, right)) {
                rights.add(right);
            }
        }
        return rights;
    }

    /** Asked for every message, so without a set in between. */
    @Override
    public boolean mayUse(NodeId principal, MessageType type) {
        Right needed = Right.neededFor(type).orElse(null);
        return needed != null && has(principal, needed);
    }

    private boolean has(NodeId principal, Right right) {
        ConfigDocument document = config.get();
        if (document == null) {
            return right == Right.LINK;
        }
        return switch (right) {
            case READ -> mayRead(principal);
            case WRITE -> mayWrite(principal);
            case SERVE -> document.isStorageNode(principal);
            case LINK -> mayRead(principal) || mayWrite(principal) || document.isStorageNode(principal);
        };
    }

    /** Why a node may not do what it asked for, and what would change that. */
    String refusalOf(NodeId principal) {
        return Verdict.notAuthorised(principal).reason();
    }

    @Override
    public boolean mayWrite(NodeId principal) {
        ConfigDocument document = config.get();
        return document != null && document.isWriter(principal);
    }

    @Override
    public boolean mayRead(NodeId principal) {
        ConfigDocument document = config.get();
        return principal.equals(self) || (document != null && document.mayRead(principal));
    }

    @Override
    public long epoch() {
        ConfigDocument document = config.get();
        return document == null ? 0 : document.epoch();
    }
}
