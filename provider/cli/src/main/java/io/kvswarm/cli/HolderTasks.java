package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.args.ArgumentParser;
import io.kvswarm.cli.local.Answer;
import io.kvswarm.cli.local.CommandHandler;
import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.cli.local.Ending;
import io.kvswarm.cli.local.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Runs the commands of other processes against the node of this one. Safe from any thread. */
final class HolderTasks implements CommandHandler {
    private final NodeTask.Stay own;
    /** Null if it could not be opened. */
    private final CompletableFuture<KvSwarm> opened = new CompletableFuture<>();

    /** For a process whose own task lives with others like that. */
    HolderTasks(NodeTask.Stay own) {
        this.own = own;
    }

    void onOpen(KvSwarm node) {
        opened.complete(node);
    }

    /** Does nothing after {@link #onOpen}. */
    void onOpenFailed() {
        opened.complete(null);
    }

    @Override
    public boolean moves(Request request) {
        try {
            return NodeRunner.moves(task(request));
        } catch (RuntimeException noSuchCommand) {
            return false;
        }
    }

    @Override
    public Answer handle(Request request, CommandIo io) {
        try {
            NodeTask task = task(request);
            Optional<Answer> refusal = refusal(task.stay(), io);
            KvSwarm node = refusal.isPresent() ? null : opened.join();
            if (node == null) {
                return refusal.orElse(Answer.RETRY);
            }
            takeConfig(node, request, io.ending());
            return Answer.exit(task.run(node, io));
        } catch (Ending.EndedException e) {
            return e.reason() == Ending.Reason.HANDED_OVER ? Answer.HANDOVER : stopped(io);
        } catch (IOException | RuntimeException e) {
            io.error(Failures.lineOf(e));
            return Answer.exit(Failures.codeOf(e));
        }
    }

    private static Answer stopped(CommandIo io) {
        io.error("stopped, because the process that holds the directory was");
        return Answer.exit(ExitCode.STOPPED);
    }

    private Optional<Answer> refusal(NodeTask.Stay stay, CommandIo io) {
        boolean isSoonOver = own == NodeTask.Stay.FINISHES || own == NodeTask.Stay.MOVES;
        boolean wantsLong = stay == NodeTask.Stay.TAKES_LONG || stay == NodeTask.Stay.OWNS;
        if (isSoonOver && wantsLong) {
            return Optional.of(Answer.RETRY);
        }
        if (stay == NodeTask.Stay.OWNS) {
            io.error("process " + ProcessHandle.current().pid() + " holds the directory with another command; stop it"
                    + " first: a storage node has its directory for itself from its start");
            return Optional.of(Answer.exit(ExitCode.DATA));
        }
        return Optional.empty();
    }

    private static NodeTask task(Request request) {
        ArgumentParser.Line line = Program.parser().parse(request.words());
        Command command = Program.command(line.command().orElseThrow().name());
        if (command instanceof NodeCommand wanted) {
            return wanted.task(line.arguments());
        }
        throw new IllegalArgumentException("the command needs no node");
    }

    /** The file that was named to the command counts as if it had been named to this process. */
    private static void takeConfig(KvSwarm node, Request request, Ending ending) {
        if (request.config().length == 0) {
            return;
        }
        SwarmConfig named = named(request);
        Optional<SwarmConfig> running = node.config();
        if (running.isPresent() && !running.get().swarmId().equals(named.swarmId())) {
            throw new SwarmException(
                    ErrorCode.CONFIG_REFUSED,
                    request.configName() + " is the config of swarm " + named.swarmId()
                            + ", but this directory's node is of swarm "
                            + running.get().swarmId() + "; nothing was done");
        }
        if (running.isEmpty() || named.epoch() > running.get().epoch()) {
            ending.await(node.setConfig(named));
        }
    }

    private static SwarmConfig named(Request request) {
        try {
            return SwarmConfig.parse(new String(request.config(), StandardCharsets.UTF_8));
        } catch (SwarmException e) {
            throw new SwarmException(e.code(), request.configName() + ": " + e.getMessage(), e);
        }
    }
}
