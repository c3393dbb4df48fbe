package io.kvswarm.internal.node;

import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.identity.Delegation;
import io.kvswarm.internal.identity.SessionId;
import io.kvswarm.internal.write.Writer;

/**
 * A writer's word that this process may act for it, given anew with every connection: a volatile one ends with its
 * session's day, and the connection with it. Confined to the loop.
 */
final class Lending {
    private static final byte[] NOTHING = {};

    private final NodeEnvironment environment;

    Lending(NodeEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The delegation to show on a new connection; empty if this node acts for itself.
     *
     * @param writer the one whose session it names; null while there is none, when there is nothing to lend to
     */
    byte[] delegation(SwarmId swarm, Writer writer) {
        if (environment.lender() == null || writer == null) {
            return NOTHING;
        }
        SessionId session = SessionId.of(writer.session().toBytes());
        long now = environment.loop().clock().wallMillis();
        Delegation.Grant grant = environment.disk() == null
                ? Delegation.Grant.inMemory(swarm, session, environment.key().id(), now)
                : Delegation.Grant.durable(swarm, session, environment.key().id(), now);
        return Delegation.sign(environment.lender(), grant).toBytes();
    }
}
