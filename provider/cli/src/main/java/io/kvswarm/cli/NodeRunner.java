package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.local.Answer;
import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.cli.local.DirectoryHold;
import io.kvswarm.cli.local.Ending;
import io.kvswarm.cli.local.LocalClient;
import io.kvswarm.cli.local.LocalServer;
import io.kvswarm.cli.local.Request;
import io.kvswarm.internal.base.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a task where the node of its directory is: in the process that holds it, or here, as the holder. */
final class NodeRunner {
    /** How long a process that just begins or ends is waited for. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How long a program that is no command of kvswarm may still have the directory. */
    private static final long FOREIGN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** How long others may go on when this process is told to stop. */
    private static final long GRACE_MILLIS = 5000;

    private static final long RETRY_MILLIS = 10;

    private final NodeOpener opener;
    private final Clock clock;

    NodeRunner(NodeOpener opener, Clock clock) {
        this.opener = opener;
        this.clock = clock;
    }

    int run(Request request, NodeTask task, NodeOpener.Settings settings, CommandIo io) throws IOException {
        if (settings.directory().isEmpty()) {
            try (KvSwarm node = opener.open(settings)) {
                return task.run(node, io);
            }
        }
        Path directory = settings.directory().get();
        Request current = request;
        long deadline = clock.nanos() + PATIENCE_NANOS;
        while (true) {
            Optional<LocalClient> holder = LocalClient.connect(directory);
            Optional<DirectoryHold> hold = holder.isPresent() ? Optional.empty() : DirectoryHold.tryTake(directory);
            if (hold.isPresent()) {
                return runAsHolder(hold.get(), task, settings, current.resumed() ? new ResumedIo(io) : io);
            }
            Answer answer = holder.isPresent() ? runThere(holder.get(), current, task, io) : Answer.RETRY;
            if (answer.kind() == Answer.Kind.EXIT) {
                return answer.code();
            }
            if (answer.kind() == Answer.Kind.HANDOVER) {
                current = current.asResumed();
                deadline = clock.nanos() + PATIENCE_NANOS;
            }
            if (clock.nanos() - deadline > 0) {
                throw inUse(directory);
            }
            io.ending().pause(RETRY_MILLIS);
        }
    }

    private static Answer runThere(LocalClient holder, Request request, NodeTask task, CommandIo io)
            throws IOException {
        io.ending().onEnd(holder::close);
        try (holder) {
            Answer answer = holder.run(request, io);
            if (answer.kind() != Answer.Kind.LOST) {
                return answer;
            }
            // Told to stop, it was this process that cut the connection.
            io.ending().pause(0);
            if (moves(task) && !holder.hasOutput()) {
                return Answer.RETRY;
            }
            throw new SwarmException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the process that holds the directory ended before it answered; what it had logged by then stays in"
                            + " the outbox, what it had not is lost: look at the data before you run this again");
        }
    }

    private int runAsHolder(DirectoryHold hold, NodeTask task, NodeOpener.Settings settings, CommandIo io)
            throws IOException {
        HolderTasks tasks = new HolderTasks(task.stay());
        try (hold;
                LocalServer server = LocalServer.start(hold, tasks)) {
            try (KvSwarm node = open(settings, io)) {
                tasks.onOpen(node);
                return runBeside(server, task, node, io);
            } finally {
                // Whoever waits for a node that could not be opened tries for himself, and sees why.
                tasks.onOpenFailed();
            }
        }
    }

    private static int runBeside(LocalServer server, NodeTask task, KvSwarm node, CommandIo io) throws IOException {
        try {
            return task.run(node, io);
        } finally {
            if (io.ending().reason().isPresent()) {
                server.stop(GRACE_MILLIS);
            } else {
                server.finish();
            }
        }
    }

    private KvSwarm open(NodeOpener.Settings settings, CommandIo io) {
        long deadline = clock.nanos() + FOREIGN_PATIENCE_NANOS;
        while (true) {
            try {
                return opener.open(settings);
            } catch (SwarmException e) {
                if (e.code() != ErrorCode.DIRECTORY_IN_USE || clock.nanos() - deadline > 0) {
                    throw e;
                }
                // It may be just ending, after a kill for instance.
                io.ending().pause(RETRY_MILLIS);
            }
        }
    }

    /** True if a task can be begun again elsewhere. */
    static boolean moves(NodeTask task) {
        return task.stay() == NodeTask.Stay.MOVES || task.stay() == NodeTask.Stay.REMAINS;
    }

    private static SwarmException inUse(Path directory) {
        return new SwarmException(
                ErrorCode.DIRECTORY_IN_USE,
                directory + " is held by another kvswarm command, which has not taken this one within "
                        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s; nothing was changed");
    }

    /**
     * The same, for a task that another process had begun.
     *
     * @param io of the process that was called
     */
    private record ResumedIo(CommandIo io) implements CommandIo {
        @Override
        public InputStream input() {
            return io.input();
        }

        @Override
        public OutputStream output() {
            return io.output();
        }

        @Override
        public void error(String line) {
            io.error(line);
        }

        @Override
        public Ending ending() {
            return io.ending();
        }

        @Override
        public boolean isOwn() {
            return io.isOwn();
        }

        @Override
        public boolean isResumed() {
            return true;
        }
    }
}
