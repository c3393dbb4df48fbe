package io.kvswarm.cli;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options that say what stands in a config, as {@code init} and {@code config set} take them. */
final class ConfigOptions {
    static final Option CAPACITY =
            Option.keyed("--capacity.ID=N", "capacity of a storage node: a whole number without unit, from 1");
    static final Option WRITER = Option.values("--writer", "ID", "a node that may change data");
    static final Option READER =
            Option.values("--reader", "WHO", "who may read: any, writers (and storage nodes), or an ID each time");
    static final Option ADDRESS =
            Option.keyed("--address.ID=HOST:PORT", "where a node can be reached; repeat it for several addresses");
    static final Option KEY = Option.values("--key", "DIR", "sign with the key of this data directory");
    static final Option OUTPUT = Option.value(
                    "--output", "FILE", "write the config there, as a whole, and print nothing")
            .orLetter("-o");

    private static final long CAPACITY_MAX = (1L << 53) - 1;

    private ConfigOptions() {}

    /** Capacities in the order given. */
    static Map<NodeId, Long> capacities(Arguments arguments, long min) {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        for (Arguments.Given given : arguments.all(Set.of(CAPACITY.name()))) {
            NodeId node = GlobalOptions.nodeId(CAPACITY.name(), given.key());
            String name = CAPACITY.name() + "." + node.shortForm();
            long capacity = Arguments.number(name, given.value(), min, CAPACITY_MAX);
            if (capacities.put(node, capacity) != null) {
                throw new UsageException(name + " is given twice, expected once");
            }
        }
        return capacities;
    }

    static List<NodeId> ids(Arguments arguments, String option) {
        return arguments.values(option).stream()
                .map(text -> GlobalOptions.nodeId(option, text))
                .toList();
    }

    static Optional<Readers> readers(Arguments arguments) {
        List<String> words = arguments.values(READER.name());
        if (words.isEmpty()) {
            return Optional.empty();
        }
        if (words.equals(List.of("any"))) {
            return Optional.of(Readers.ANY);
        }
        if (words.equals(List.of("writers"))) {
            return Optional.of(Readers.WRITERS);
        }
        Set<NodeId> nodes = new LinkedHashSet<>(ids(arguments, READER.name()));
        return Optional.of(Readers.of(nodes));
    }

    static Map<NodeId, List<HostPort>> addresses(Arguments arguments) {
        Map<NodeId, List<HostPort>> addresses = new LinkedHashMap<>();
        for (Arguments.Given given : arguments.all(Set.of(ADDRESS.name()))) {
            NodeId node = GlobalOptions.nodeId(ADDRESS.name(), given.key());
            HostPort address = GlobalOptions.address(ADDRESS.name(), given.value());
            addresses.computeIfAbsent(node, first -> new ArrayList<>()).add(address);
        }
        return addresses;
    }

    /** The config with the signatures of the directories that were named. */
    static SwarmConfig signed(SwarmConfig config, Arguments arguments) {
        SwarmConfig signed = config;
        for (String directory : arguments.values(KEY.name())) {
            signed = signed.signedBy(GlobalOptions.path(KEY.name(), directory));
        }
        return signed;
    }

    /** Prints the config, or writes it to the file that was named. */
    static void show(SwarmConfig config, Arguments arguments, Terminal terminal) throws IOException {
        Optional<String> file = arguments.value(OUTPUT.name());
        if (file.isPresent()) {
            config.save(GlobalOptions.path(OUTPUT.name(), file.get()));
        } else {
            terminal.print(config.toJson());
        }
    }
}
