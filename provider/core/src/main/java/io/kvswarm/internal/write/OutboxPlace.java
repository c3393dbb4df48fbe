package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.wire.SessionId;

/**
 * Where a writer's outboxes lie: one log per session, {@code NAME-SESSION}.
 *
 * @param log      loop, workers and disk
 * @param swarm    the swarm, for the logs' files
 * @param node     the node whose outboxes these are
 * @param name     what the logs' names begin with, 1 to 31 of {@code a-z}; another writer on the disk has another
 * @param settings settings of each log; without a ballast, outboxes being many
 */
public record OutboxPlace(LogPlace log, SwarmId swarm, NodeId node, String name, LogSettings settings) {
    /** Checks the name. */
    public OutboxPlace {
        if (!name.matches("[a-z]{1,31}")) {
            throw new IllegalArgumentException("outbox name is \"" + name + "\", expected 1 to 31 of a-z");
        }
    }

    LogIdentity identityOf(SessionId session) {
        return new LogIdentity(swarm, node, prefixOf(session));
    }

    /** What the names of one session's files begin with. */
    String prefixOf(SessionId session) {
        return name + "-" + session;
    }
}
