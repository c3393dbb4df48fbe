package io.kvswarm.cli;

import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.cli.args.Shown;
import java.util.ArrayList;
import java.util.List;

/** What is not as it should be in a swarm, a sentence each. */
final class StatusNotes {
    private static final int HASH_CHARACTERS = 8;

    private StatusNotes() {}

    static List<String> of(SwarmStatus status) {
        List<String> notes = new ArrayList<>();
        for (NodeStatus node : status.nodes()) {
            String note = note(status, node);
            if (!note.isEmpty()) {
                notes.add("node " + node.node().shortForm() + " " + note);
            }
            if (node.brokenCells() > 0) {
                notes.add("node " + node.node().shortForm() + " has corrupt data in " + node.brokenCells()
                        + " of its cells, which it does not serve; its log says where");
            }
        }
        return notes;
    }

    /** Empty if there is nothing to say. */
    private static String note(SwarmStatus status, NodeStatus node) {
        if (!node.reachable()) {
            return "does not answer this node (" + Shown.oneLine(node.state()) + "), so its " + node.cells()
                    + " cells can be neither read nor changed from here";
        }
        if (node.epoch() < status.epoch()) {
            return "runs epoch " + node.epoch() + ", this node epoch " + status.epoch()
                    + "; without an authority a node takes a config from its own file only";
        }
        if (node.epoch() > status.epoch()) {
            return "runs epoch " + node.epoch() + ", this node epoch " + status.epoch()
                    + "; this node's config file is to be replaced";
        }
        if (!node.config().isEmpty() && !node.config().equals(status.config())) {
            return "runs another config of epoch " + node.epoch() + " (" + hash(node.config()) + ") than this node ("
                    + hash(status.config()) + "); to follow it, stop this node, remove the file \"config\" from its"
                    + " directory and start it with that node's config file";
        }
        return "";
    }

    private static String hash(String hex) {
        return Shown.oneLine(hex.substring(0, Math.min(HASH_CHARACTERS, hex.length())));
    }
}
