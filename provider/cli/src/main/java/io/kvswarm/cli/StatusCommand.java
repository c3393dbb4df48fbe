package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.local.CommandIo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Shows how the swarm is. */
final class StatusCommand implements NodeCommand {
    private static final String WAIT = "--wait";
    private static final String JSON = "--json";
    private static final long WAIT_SECONDS = 5;
    private static final long WAIT_SECONDS_MAX = 3600;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "status",
                "Show the storage nodes: state, share, cells, entries, bytes, queue",
                """
                The queue of a node are changes its index does not have yet; the outbox is this node's, with changes
                no owner has confirmed. What is not as it should be is noted below. Exits with 3 if no storage node
                can be reached, with 4 if they refuse this node.""",
                Option.flag(JSON, "as JSON"),
                Option.value(WAIT, "SECONDS", "how long to wait for nodes that are away; 5 if not given"));
    }

    @Override
    public NodeTask task(Arguments arguments) {
        long seconds = arguments.number(WAIT, WAIT_SECONDS, 1, WAIT_SECONDS_MAX);
        return new StatusTask(Duration.ofSeconds(seconds), arguments.has(JSON));
    }

    /**
     * Asks every storage node.
     *
     * @param timeout how long
     * @param json    true for JSON
     */
    private record StatusTask(Duration timeout, boolean json) implements NodeTask {
        @Override
        public Stay stay() {
            return Stay.MOVES;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) throws IOException {
            NodeConfig.require(node);
            SwarmStatus status = io.ending().await(node.status(timeout));
            String text = json ? StatusJson.of(status) : StatusTable.of(status);
            io.output().write(text.getBytes(StandardCharsets.UTF_8));
            io.output().flush();
            return codeOf(status);
        }

        private static int codeOf(SwarmStatus status) {
            if (status.nodes().stream().anyMatch(NodeStatus::reachable)) {
                return ExitCode.DONE;
            }
            boolean isRefused =
                    status.nodes().stream().anyMatch(node -> node.state().equals(ErrorCode.NOT_AUTHORISED.name()));
            return isRefused ? ExitCode.NOT_AUTHORISED : ExitCode.UNREACHABLE;
        }
    }
}
