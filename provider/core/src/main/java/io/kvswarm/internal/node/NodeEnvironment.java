package io.kvswarm.internal.node;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.peer.LocalRecords;
import io.kvswarm.internal.peer.Transport;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a node is given from outside.
 *
 * @param key        who it is
 * @param lender     the writer for whom it acts (RULES 10); null if it acts for itself
 * @param loop       everything runs on it
 * @param random     for session ids and jitter: a {@link java.security.SecureRandom} outside of the simulator
 * @param transport  made for the same loop and key
 * @param neighbours records of nodes on this machine
 * @param disk       its directory; null for a node in memory
 * @param workers    makes a worker for what the name says; the node closes it
 * @param index      opens the index of its log
 */
public record NodeEnvironment(
        NodeKey key,
        NodeKey lender,
        Loop loop,
        RandomGenerator random,
        Transport transport,
        LocalRecords neighbours,
        Disk disk,
        Function<String, Worker> workers,
        IndexOpener index) {
    /** In whose name it writes and reads. */
    NodeId principal() {
        return lender == null ? key.id() : lender.id();
    }
}
