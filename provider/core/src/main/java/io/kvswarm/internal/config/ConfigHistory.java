package io.kvswarm.internal.config;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.config.ConfigDecision.Accepted;
import io.kvswarm.internal.config.ConfigDecision.Fork;
import io.kvswarm.internal.config.ConfigDecision.News;
import io.kvswarm.internal.config.ConfigDecision.Older;
import io.kvswarm.internal.config.ConfigDecision.Reason;
import io.kvswarm.internal.config.ConfigDecision.Refused;
import io.kvswarm.internal.config.ConfigDecision.Same;
import io.kvswarm.internal.slicing.CellTable;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The config a node runs, the hashes of those it ran before, and so what it does with another one. Immutable.
 *
 * <p>A node never goes back. Newer configs count if the authority of the running one has signed them, and the new
 * authority too if it is another; in a swarm without one, if they come from this machine. Until data can be moved, no
 * config counts that gives a cell another owner.
 */
public final class ConfigHistory {
    /** How many earlier configs' hashes are kept. */
    static final int HASHES_MAX = 1024;

    private final ConfigDocument running;
    private final SortedMap<Long, ConfigHash> hashes;

    private ConfigHistory(ConfigDocument running, SortedMap<Long, ConfigHash> hashes) {
        this.running = running;
        this.hashes = Collections.unmodifiableSortedMap(hashes);
    }

    /** The history of a node that starts with {@code config}: from its own file, an API call or its own directory. */
    public static ConfigHistory startingWith(ConfigDocument config) {
        TreeMap<Long, ConfigHash> hashes = new TreeMap<>();
        config.previous().ifPresent(previous -> hashes.put(config.epoch() - 1, previous));
        hashes.put(config.epoch(), config.hash());
        return new ConfigHistory(config, hashes);
    }

    /** The history after {@code accepted} has become the running config. */
    public ConfigHistory with(Accepted accepted) {
        TreeMap<Long, ConfigHash> more = new TreeMap<>(hashes);
        more.putAll(startingWith(accepted.config()).hashes);
        while (more.size() > HASHES_MAX) {
            more.remove(more.firstKey());
        }
        return new ConfigHistory(accepted.config(), more);
    }

    /** The config in force. */
    public ConfigDocument running() {
        return running;
    }

    /** As {@link #decide}, for JSON in UTF-8; what cannot be read is refused. */
    public ConfigDecision offer(byte[] json, ConfigSource source) {
        try {
            return decide(ConfigDocument.parse(json), source);
        } catch (SwarmException e) {
            return new Refused(Reason.MALFORMED, e.getMessage() + "; " + keeping());
        }
    }

    /** What to do with {@code offered}. */
    public ConfigDecision decide(ConfigDocument offered, ConfigSource source) {
        if (!offered.swarm().equals(running.swarm())) {
            return new Refused(Reason.OTHER_SWARM, otherSwarm(offered));
        }
        if (offered.equals(running)) {
            return new Same(running);
        }
        if (running.authority().exists() && !isSigned(offered)) {
            return offered.epoch() < running.epoch()
                    ? new Older(running, offered.epoch())
                    : new Refused(Reason.NOT_SIGNED, notSigned(offered));
        }
        if (contradicts(offered)) {
            return new Fork(running, offered, fork(offered));
        }
        if (offered.epoch() < running.epoch()) {
            return new Older(running, offered.epoch());
        }
        return decideNewer(offered, source);
    }

    private ConfigDecision decideNewer(ConfigDocument offered, ConfigSource source) {
        String difference = difference(offered);
        if (!difference.isEmpty()) {
            return new Refused(Reason.MOVES_CELLS, moves(offered, difference));
        }
        if (source == ConfigSource.PEER && !running.authority().exists()) {
            return new News(offered, news(offered));
        }
        return new Accepted(offered);
    }

    private boolean isSigned(ConfigDocument offered) {
        boolean sameAuthority = offered.authority().equals(running.authority());
        return offered.isSignedBy(running.authority())
                && (sameAuthority || !offered.authority().exists() || offered.isSignedBy(offered.authority()));
    }

    /** True if one of both configs cannot have come before the other. */
    private boolean contradicts(ConfigDocument offered) {
        ConfigHash known = hashes.get(offered.epoch());
        ConfigHash before = hashes.get(offered.epoch() - 1);
        boolean another = known != null && !known.equals(offered.hash());
        boolean otherPast =
                before != null && offered.previous().filter(before::equals).isEmpty();
        return another || otherPast;
    }

    /** What gives some cell another owner; empty if nothing does. */
    private String difference(ConfigDocument offered) {
        CellTable<NodeId> now = running.cells();
        CellTable<NodeId> then = offered.cells();
        if (then.cells() != now.cells()) {
            return "it has " + then.cells() + " cells in place of " + now.cells();
        }
        if (!Arrays.equals(offered.hashKey(), running.hashKey())) {
            return "it has another hashKey, which puts every key into another cell";
        }
        int[] moved = then.differencesFrom(now);
        return moved.length == 0
                ? ""
                : moved.length + " of " + now.cells() + " cells would move, cell " + moved[0] + " from "
                        + now.ownerOf(moved[0]).shortForm() + " to "
                        + then.ownerOf(moved[0]).shortForm() + " for one";
    }

    private String otherSwarm(ConfigDocument offered) {
        return "refused a config of swarm " + offered.swarm() + ": this node is of swarm " + running.swarm() + "; "
                + keeping()
                + " (a file without \"swarm\" is another swarm's after any change by hand: make changes with"
                + " kvswarm config set; to join another swarm, use an empty directory)";
    }

    private String notSigned(ConfigDocument offered) {
        return "refused " + offered + ": it is not signed by "
                + running.authority().threshold() + " of the "
                + running.authority().keys().size() + " keys of the running config's authority"
                + (offered.authority().equals(running.authority()) ? "" : " and by its own new authority") + "; "
                + keeping() + "; sign it with kvswarm config sign";
    }

    private String fork(ConfigDocument offered) {
        return "refused " + offered + ": it is not the one of that epoch, or not made from the one before it, that this"
                + " node has acted on, so there are two histories of swarm " + running.swarm() + "; " + keeping()
                + "; make the next config from the one the nodes run, which kvswarm status shows";
    }

    private String moves(ConfigDocument offered, String difference) {
        return "refused " + offered + ": " + difference + ", and data cannot be moved to another node yet; " + keeping()
                + "; to use other capacities, make a new swarm with kvswarm init and an empty directory for every"
                + " node, and copy the data with kvswarm export and import";
    }

    private String news(ConfigDocument offered) {
        return "heard of " + offered
                + " from a peer and did not act on it: this swarm has no authority, so only a config"
                + " from this machine counts; " + keeping() + "; put the new config into this node's file";
    }

    private String keeping() {
        return "this node goes on with epoch " + running.epoch();
    }
}
