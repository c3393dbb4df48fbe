package io.kvswarm.cli;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.internal.identity.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Signs a config, and gives a swarm its authority. */
final class ConfigSignCommand implements Command {
    private static final String NEW_AUTHORITY = "--new-authority";
    private static final String THRESHOLD = "--threshold";

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "config sign",
                "Print the config, signed by the keys of data directories",
                "With --new-authority it is the next epoch's, in which these keys have to sign whatever follows;\n"
                        + "directories named so sign it at once. Needs -c.",
                ConfigOptions.KEY,
                Option.values(NEW_AUTHORITY, "DIR|ID", "a key that may sign from now on, instead of those before"),
                Option.value(THRESHOLD, "N", "how many of the new keys have to sign; 1 if not given"),
                ConfigOptions.OUTPUT);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        SwarmConfig config = SwarmConfig.load(GlobalOptions.requireConfigFile(arguments, "config sign"));
        List<Path> keys = new ArrayList<>();
        arguments
                .values(ConfigOptions.KEY.name())
                .forEach(text -> keys.add(GlobalOptions.path(ConfigOptions.KEY.name(), text)));
        List<String> authority = arguments.values(NEW_AUTHORITY);
        if (!authority.isEmpty()) {
            List<NodeId> ids = new ArrayList<>();
            authority.forEach(text -> ids.add(authorityKey(text, keys)));
            int threshold = (int) arguments.number(THRESHOLD, 1, 1, ids.size());
            config = config.withAuthority(ids, threshold);
        }
        if (keys.isEmpty()) {
            throw new UsageException(
                    "config sign needs at least one " + ConfigOptions.KEY.form() + " or " + NEW_AUTHORITY + " DIR");
        }
        for (Path key : keys) {
            config = config.signedBy(key);
        }
        ConfigOptions.show(config, arguments, session.terminal());
        return ExitCode.DONE;
    }

    /** An id as it is; a directory's key, which signs too. */
    private static NodeId authorityKey(String text, List<Path> keys) {
        if (text.matches("[0-9a-fA-F]{64}")) {
            return NodeId.parse(text);
        }
        Path directory = GlobalOptions.path(NEW_AUTHORITY, text);
        keys.add(directory);
        return KeyFile.open(directory)
                .orElseThrow(() -> new UsageException(NEW_AUTHORITY + ": " + directory
                        + " is neither an ID nor a directory with a key; kvswarm id -d " + directory + " makes one"))
                .id();
    }
}
