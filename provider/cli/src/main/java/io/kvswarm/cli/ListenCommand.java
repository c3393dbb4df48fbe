package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.Readers;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.cli.local.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs a storage node until it is told to stop. */
final class ListenCommand implements NodeCommand {
    private static final String HOST = "--host";
    private static final String PORT = "--port";
    private static final String ADVERTISE = "--advertise";
    private static final String LOOPBACK = "127.0.0.1";

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "listen",
                "Run a storage node until it is stopped",
                "Prints its id and address once it serves. Follows changes of the config file. Needs -d and -c.",
                Option.value(HOST, "HOST", "listen on this address; 127.0.0.1 if not given"),
                Option.value(PORT, "PORT", "listen on this port; any free one if not given"),
                Option.values(ADVERTISE, "HOST:PORT", "tell others to find this node there"));
    }

    @Override
    public NodeTask task(Arguments arguments) {
        GlobalOptions.requireDirectory(arguments, "listen");
        String host = arguments.value(HOST).orElse(LOOPBACK);
        int port = (int) arguments.number(PORT, 0, 0, 0xffff);
        List<HostPort> advertised = arguments.values(ADVERTISE).stream()
                .map(text -> GlobalOptions.address(ADVERTISE, text))
                .toList();
        try {
            return new ListenTask(new ListenOptions(new HostPort(host, port), advertised));
        } catch (IllegalArgumentException e) {
            throw new UsageException(HOST + ": " + e.getMessage());
        }
    }

    /**
     * Serves.
     *
     * @param options where
     */
    private record ListenTask(ListenOptions options) implements NodeTask {
        @Override
        public Stay stay() {
            return Stay.OWNS;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) throws IOException {
            SwarmConfig config = NodeConfig.require(node);
            warn(config, io);
            HostPort address = io.ending().await(node.listen(options));
            io.output().write((node.id() + " " + address + "\n").getBytes(StandardCharsets.UTF_8));
            io.output().flush();
            return untilStopped(io.ending());
        }

        private void warn(SwarmConfig config, CommandIo io) {
            if (config.readers().equals(Readers.ANY) && !isLoopback(options.at().host())) {
                io.error("warning: listening on " + options.at().host() + " while the config's readers are any: whoever"
                        + " can reach this address can read all data; kvswarm config set --reader=writers ends that");
            }
        }

        private static boolean isLoopback(String host) {
            return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
        }

        private static int untilStopped(Ending ending) {
            try {
                ending.await(new CompletableFuture<Void>());
            } catch (Ending.EndedException told) {
                return ExitCode.DONE;
            }
            throw new IllegalStateException("nothing but an end is waited for");
        }
    }
}
