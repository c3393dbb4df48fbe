package io.kvswarm.cli;

import io.kvswarm.cli.args.Arguments;
import java.io.IOException;

/** A command that needs a node, which may run in another process. */
interface NodeCommand extends Command {
    /**
     * What is to be done with the node.
     *
     * @throws io.kvswarm.cli.args.UsageException if that is not what this command takes
     */
    NodeTask task(Arguments arguments);

    @Override
    default int run(Arguments arguments, Session session) throws IOException {
        return session.runOnNode(task(arguments), arguments);
    }
}
