package io.kvswarm.cli;

import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import java.io.IOException;

/** One command. */
interface Command {
    /** Its name, options and help. */
    CommandSpec spec();

    /** Runs it here and says its exit code. */
    int run(Arguments arguments, Session session) throws IOException;
}
