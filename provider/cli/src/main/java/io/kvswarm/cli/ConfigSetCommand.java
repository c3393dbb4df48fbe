package io.kvswarm.cli;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the next config from the one there is, and has the running swarm take it if asked to. */
final class ConfigSetCommand implements NodeCommand {
    private static final String REMOVE_WRITER = "--remove-writer";
    private static final String APPLY = "--apply";

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "config set",
                "Print the next config, with some things changed",
                "All changes together make one new epoch; capacity 0 takes a storage node out. Nodes that watch\n"
                        + "the file take the new config when it is written there with -o. Needs -c.",
                ConfigOptions.CAPACITY,
                ConfigOptions.WRITER,
                Option.values(REMOVE_WRITER, "ID", "a node that may no longer change data"),
                ConfigOptions.READER,
                ConfigOptions.ADDRESS,
                ConfigOptions.KEY,
                ConfigOptions.OUTPUT,
                Option.flag(APPLY, "ask every storage node and have the swarm take it first, through the node of -d"));
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        SwarmConfig now = SwarmConfig.load(GlobalOptions.requireConfigFile(arguments, "config set"));
        SwarmConfig next = ConfigOptions.signed(changed(now, arguments).asNextOf(now), arguments);
        if (arguments.has(APPLY)) {
            requireAppliable(next, arguments);
        }
        warn(now, next, session.terminal());
        if (arguments.has(APPLY)) {
            byte[] json = next.toJson().getBytes(StandardCharsets.UTF_8);
            int code = session.runOnNode(
                    task(arguments),
                    arguments,
                    new ByteArrayInputStream(json),
                    session.terminal().out());
            if (code != ExitCode.DONE) {
                return code;
            }
        }
        ConfigOptions.show(next, arguments, session.terminal());
        return ExitCode.DONE;
    }

    private static void requireAppliable(SwarmConfig next, Arguments arguments) {
        GlobalOptions.requireDirectory(arguments, "config set " + APPLY);
        boolean reachesTheFiles = arguments.has(ConfigOptions.OUTPUT.name());
        if (next.authority().isEmpty() && !reachesTheFiles) {
            // Otherwise the node of -d alone would go on with it, in a history of its own.
            throw new UsageException("config set " + APPLY + " needs -o FILE here: this swarm has no authority, so its"
                    + " nodes take a config only from the files they watch; nothing was changed");
        }
    }

    private static SwarmConfig changed(SwarmConfig now, Arguments arguments) {
        SwarmConfig next = now;
        Map<NodeId, Long> capacities = ConfigOptions.capacities(arguments, 0);
        if (!capacities.isEmpty()) {
            next = next.withCapacities(capacities);
        }
        for (NodeId writer : ConfigOptions.ids(arguments, ConfigOptions.WRITER.name())) {
            next = next.withWriter(writer);
        }
        for (NodeId writer : ConfigOptions.ids(arguments, REMOVE_WRITER)) {
            if (!next.writers().contains(writer)) {
                throw new UsageException(REMOVE_WRITER + ": " + writer.shortForm() + " is no writer");
            }
            next = next.withoutWriter(writer);
        }
        Optional<Readers> readers = ConfigOptions.readers(arguments);
        if (readers.isPresent()) {
            next = next.withReaders(readers.get());
        }
        Map<NodeId, List<HostPort>> given = ConfigOptions.addresses(arguments);
        if (!given.isEmpty()) {
            Map<NodeId, List<HostPort>> addresses = new TreeMap<>(next.addresses());
            addresses.putAll(given);
            next = next.withAddresses(addresses);
        }
        return next;
    }

    private static void warn(SwarmConfig now, SwarmConfig next, Terminal terminal) {
        if (next.equals(now)) {
            terminal.error("note: nothing is changed, so this is the config of epoch " + now.epoch() + " again");
            return;
        }
        int moved = next.cellsMovedFrom(now);
        if (moved > 0) {
            terminal.error("warning: " + moved + " of " + now.cells() + " cells would move to another node, and data"
                    + " cannot be moved yet: running nodes will refuse this config; to have these make a new"
                    + " swarm with kvswarm init and empty directories, and copy the data with export and import");
        }
        if (!next.authority().isEmpty() && !next.isSigned()) {
            terminal.error("note: this swarm has an authority: nodes take this config once kvswarm config sign has"
                    + " signed it");
        }
    }

    @Override
    public NodeTask task(Arguments arguments) {
        return new ApplyTask();
    }
}
