package io.kvswarm.cli;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Makes the first config of a swarm. */
final class InitCommand implements Command {
    private static final String CELLS = "--cells";
    private static final String HASH_KEY = "--hash-key";
    private static final int CELLS_MIN = 1024;
    private static final int CELLS_MAX = 65_536;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "init",
                "Print the first config of a new swarm",
                "Every node gets the same file. Slices follow the order of the capacities. Without the options behind\n"
                        + "--writer it is one line that the original kvswarm reads, too.",
                ConfigOptions.CAPACITY,
                ConfigOptions.WRITER,
                ConfigOptions.READER,
                ConfigOptions.ADDRESS,
                Option.value(CELLS, "N", "number of cells for ever, a power of two, at least 32 for each storage node"),
                Option.value(HASH_KEY, "HEX", "key of the hash from keys to places, for ever: 32 hex digits"),
                ConfigOptions.OUTPUT);
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        SwarmConfig config = config(arguments);
        if (config.writers().isEmpty()) {
            session.terminal()
                    .error("note: no --writer given, so no node may change data until kvswarm config set --writer=ID");
        }
        ConfigOptions.show(config, arguments, session.terminal());
        return ExitCode.DONE;
    }

    private static SwarmConfig config(Arguments arguments) {
        Map<NodeId, Long> capacities = ConfigOptions.capacities(arguments, 1);
        if (capacities.isEmpty()) {
            throw new UsageException("init needs at least one --capacity.ID=N; kvswarm id -d DIR prints an ID");
        }
        SwarmConfig.Builder builder = SwarmConfig.builder();
        capacities.forEach(builder::capacity);
        ConfigOptions.ids(arguments, ConfigOptions.WRITER.name()).forEach(builder::writer);
        ConfigOptions.readers(arguments).ifPresent(builder::readers);
        ConfigOptions.addresses(arguments).forEach(builder::addresses);
        if (arguments.has(CELLS)) {
            builder.cells(cells(arguments));
        }
        Optional<String> hashKey = arguments.value(HASH_KEY);
        hashKey.ifPresent(text -> builder.hashKey(hashKey(text)));
        return builder.build();
    }

    private static int cells(Arguments arguments) {
        int cells = (int) arguments.number(CELLS, 0, CELLS_MIN, CELLS_MAX);
        if (Integer.bitCount(cells) != 1) {
            throw new UsageException(
                    CELLS + " is " + cells + ", expected a power of two from " + CELLS_MIN + " to " + CELLS_MAX);
        }
        return cells;
    }

    private static byte[] hashKey(String text) {
        // The key is a secret of the swarm's files, so it is not shown.
        if (!text.matches("[0-9a-fA-F]{32}")) {
            throw new UsageException(HASH_KEY + " has " + text.length() + " characters, expected 32 hex digits");
        }
        return HexFormat.of().parseHex(text);
    }
}
