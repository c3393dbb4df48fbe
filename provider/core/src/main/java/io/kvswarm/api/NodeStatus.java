package io.kvswarm.api;

import java.util.List;

/**
 * A storage node at a glance.
 *
 * @param node      who
 * @param reachable false if it did not answer in time; the figures below are then 0
 * @param epoch     of the config it runs
 * @param config    hash of that config, 64 hex digits; empty if it did not say
 * @param capacity  as the config gives it
 * @param share     of all capacity, 0 to 1
 * @param cells     cells it owns
 * @param entries   entries it holds
 * @param bytes     of their keys and values
 * @param brokenCells cells with corrupt data, which it does not serve
 * @param logBytes  of its log on disk
 * @param state     {@code OPEN}; {@code FULL} if its disk is; {@code FAILED} if its storage role has stopped; what the
 *     trouble is if it cannot be reached
 * @param queue     changes its index does not have yet
 * @param addresses where it can be reached
 */
public record NodeStatus(
        NodeId node,
        boolean reachable,
        long epoch,
        String config,
        long capacity,
        double share,
        int cells,
        long entries,
        long bytes,
        int brokenCells,
        long logBytes,
        String state,
        long queue,
        List<HostPort> addresses) {}
