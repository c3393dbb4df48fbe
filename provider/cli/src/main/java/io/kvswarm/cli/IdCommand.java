package io.kvswarm.cli;

import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.internal.identity.KeyFile;
import java.io.IOException;
import java.security.SecureRandom;

/** Prints who a directory's node is. Needs no node, so it works whatever runs on the directory. */
final class IdCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "id",
                "Print the id of a data directory's node, made with the directory if it is not there",
                "The id is the node's public key, 64 hex digits; the secret key is in the file \"identity\", which\n"
                        + "only its owner can read. Needs -d.");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var directory = GlobalOptions.requireDirectory(arguments, "id");
        session.terminal()
                .print(KeyFile.openOrCreate(directory, new SecureRandom()).id().toString());
        return ExitCode.DONE;
    }
}
