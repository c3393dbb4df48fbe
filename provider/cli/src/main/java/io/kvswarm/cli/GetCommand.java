package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Entry;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.internal.base.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Prints a value. */
final class GetCommand implements NodeCommand {
    private static final String WAIT = "--wait";
    private static final String RAW = "--raw";
    private static final long WAIT_SECONDS = 5;
    private static final long WAIT_SECONDS_MAX = 3600;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                        "get",
                        "Print the value of a key",
                        "Waits for a key that is absent and for an owner that is away. Prints \"not found\" on\n"
                                + "standard error and exits with 1 if it is still absent then. Without -d reads as a"
                                + " nameless node.",
                        Option.value(WAIT, "SECONDS", "how long to wait; 5 if not given, 0 to answer at once"),
                        Option.flag(RAW, "print the value without a line end"))
                .withOperand("KEY");
    }

    @Override
    public NodeTask task(Arguments arguments) {
        byte[] key = KeyOperand.bytes(arguments.operands().get(0));
        long seconds = arguments.number(WAIT, WAIT_SECONDS, 0, WAIT_SECONDS_MAX);
        return new GetTask(key, TimeUnit.SECONDS.toNanos(seconds), arguments.has(RAW), Clock.system());
    }

    /**
     * Asks until there is an answer.
     *
     * @param key       to look up
     * @param waitNanos how long
     * @param raw       true to print the value and nothing else
     * @param clock     time
     */
    record GetTask(byte[] key, long waitNanos, boolean raw, Clock clock) implements NodeTask {
        /** Time to reach an owner at all, even for who does not want to wait. */
        private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);

        private static final long PAUSE_MILLIS = 20;
        private static final long PAUSE_MILLIS_MAX = 200;

        @Override
        public Stay stay() {
            return Stay.MOVES;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) throws IOException {
            NodeConfig.require(node);
            long start = clock.nanos();
            long pause = PAUSE_MILLIS;
            while (true) {
                long left = waitNanos - (clock.nanos() - start);
                Optional<Entry> entry = ask(node, io, left);
                if (entry.isPresent()) {
                    print(entry.get().value(), io.output());
                    return ExitCode.DONE;
                }
                if (left <= 0) {
                    io.error("not found");
                    return ExitCode.NOT_FOUND;
                }
                io.ending().pause(Math.min(pause, 1 + TimeUnit.NANOSECONDS.toMillis(left)));
                pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
            }
        }

        /** Empty if there is no entry, or nobody to ask and time left to ask again. */
        private Optional<Entry> ask(KvSwarm node, CommandIo io, long leftNanos) {
            Duration timeout = Duration.ofNanos(Math.max(leftNanos, ASK_NANOS));
            try {
                return io.ending().await(node.get(key, GetOptions.DEFAULT.withTimeout(timeout)));
            } catch (CompletionException e) {
                if (leftNanos > 0 && isUnreachable(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private static boolean isUnreachable(CompletionException e) {
            return e.getCause() instanceof SwarmException known && known.code() == ErrorCode.UNREACHABLE;
        }

        private void print(byte[] value, OutputStream out) throws IOException {
            out.write(value);
            if (!raw) {
                out.write('\n');
            }
            out.flush();
        }
    }
}
