package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.MessageType;
import java.util.Set;

/** Who may be linked to this node and what he may say: decided by the node from its config. On the loop. */
public interface Admission {
    /**
     * Whether a node may be linked.
     *
     * @param principal for whom it acts: {@code key} itself, or the writer whose delegation {@code key} has shown
     * @param key the key it proved
     * @param hello what it says of itself
     */
    Verdict admit(NodeId principal, NodeId key, Hello hello);

    /** What {@code principal} may do at the moment; empty for nobody in particular. */
    Set<Right> rights(NodeId principal);

    /** True if {@code principal} may send messages of that type. What has no row in {@link Right} nobody may send. */
    default boolean mayUse(NodeId principal, MessageType type) {
        return Right.neededFor(type).map(rights(principal)::contains).orElse(false);
    }

    /**
     * What was decided.
     *
     * @param code kind of refusal; null if it is admitted
     * @param reason one line for both sides' logs; empty if it is admitted
     */
    record Verdict(ErrorCode code, String reason) {
        /** It may go on. */
        public static final Verdict ADMITTED = new Verdict(null, "");

        /** It may not go on. */
        public static Verdict refused(ErrorCode code, String reason) {
            return new Verdict(code, reason);
        }

        /** It is in no list; the reason names the commands that would change that. */
        public static Verdict notAuthorised(NodeId principal) {
            return refused(
                    ErrorCode.NOT_AUTHORISED,
                    "node " + principal + " is neither a writer nor a reader of this swarm; to authorise it:"
                            + " kvswarm config set -c FILE --writer=" + principal + " (or --reader=" + principal
                            + ")");
        }

        /** True if it may go on. */
        public boolean isAdmitted() {
            return code == null;
        }
    }
}
