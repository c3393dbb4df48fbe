package io.kvswarm.api;

import java.util.List;

/**
 * The swarm at a glance, as one node sees it.
 *
 * @param swarm  which swarm
 * @param epoch  of the config this node runs
 * @param config hash of that config, 64 hex digits
 * @param nodes  its storage nodes, in the order of their ids
 * @param queued changes in this node's outbox that no owner has confirmed
 */
public record SwarmStatus(SwarmId swarm, long epoch, String config, List<NodeStatus> nodes, long queued) {}
