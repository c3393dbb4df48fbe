package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.Loop;
import java.util.random.RandomGenerator;

/**
 * What {@link Peers} are given from outside.
 *
 * @param settings how often, how long, how many
 * @param loop the node's loop
 * @param random for jitter and the name of the process
 * @param transport made for the same loop and the node's key
 * @param neighbours records of nodes on this machine
 */
public record PeerEnvironment(
        PeerSettings settings, Loop loop, RandomGenerator random, Transport transport, LocalRecords neighbours) {}
