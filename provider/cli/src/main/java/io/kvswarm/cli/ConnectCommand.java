package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.cli.local.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Keeps a node connected and delivers what its outbox holds. */
final class ConnectCommand implements NodeCommand {
    private static final String ONCE = "--once";

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "connect",
                "Deliver what write has left, and stay connected until it is stopped",
                "Prints \"delivered N\" whenever everything is delivered. Other commands on the directory work\n"
                        + "meanwhile. Follows changes of the config file. Needs -d and -c.",
                Option.flag(ONCE, "end once everything is delivered"));
    }

    @Override
    public NodeTask task(Arguments arguments) {
        GlobalOptions.requireDirectory(arguments, "connect");
        return new ConnectTask(arguments.has(ONCE));
    }

    /**
     * Delivers.
     *
     * @param once true to end when everything is delivered
     */
    private record ConnectTask(boolean once) implements NodeTask {
        private static final long BUSY_MILLIS = 20;
        private static final long IDLE_MILLIS = 200;

        @Override
        public Stay stay() {
            return Stay.REMAINS;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) throws IOException {
            NodeConfig.require(node);
            // A node delivers from the moment it is opened on.
            long told = io.isOwn() ? 0 : node.delivered();
            boolean isFirst = !io.isResumed();
            CompletableFuture<Void> connecting = node.connect();
            try {
                while (true) {
                    connecting = report(connecting, io);
                    boolean isEmpty = node.queued() == 0;
                    long delivered = node.delivered();
                    if (isEmpty && (isFirst || delivered > told)) {
                        say("delivered " + (delivered - told), io);
                        told = delivered;
                        isFirst = false;
                    }
                    if (isEmpty && once) {
                        return ExitCode.DONE;
                    }
                    io.ending().pause(isEmpty ? IDLE_MILLIS : BUSY_MILLIS);
                }
            } catch (Ending.EndedException e) {
                // Where this goes on, nobody knows what was delivered here since the last look.
                tellRest(node, told, io);
                if (e.reason() == Ending.Reason.STOPPED && !once) {
                    return ExitCode.DONE;
                }
                throw e;
            }
        }

        private static void tellRest(KvSwarm node, long told, CommandIo io) throws IOException {
            long delivered = node.delivered();
            if (node.queued() == 0 && delivered > told) {
                say("delivered " + (delivered - told), io);
            }
        }

        /** A node that is away is tried again for ever; being refused is for the user to mend. */
        private static CompletableFuture<Void> report(CompletableFuture<Void> connecting, CommandIo io) {
            if (!connecting.isCompletedExceptionally()) {
                return connecting;
            }
            try {
                return CompletableFuture.completedFuture(connecting.join());
            } catch (RuntimeException e) {
                if (Failures.unwrapped(e) instanceof SwarmException known && known.code() != ErrorCode.NOT_AUTHORISED) {
                    io.error("warning: " + Failures.lineOf(e));
                    return CompletableFuture.completedFuture(null);
                }
                throw e;
            }
        }

        private static void say(String line, CommandIo io) throws IOException {
            io.output().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            io.output().flush();
        }
    }
}
