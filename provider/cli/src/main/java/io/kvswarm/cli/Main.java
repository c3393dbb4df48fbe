package io.kvswarm.cli;

import io.kvswarm.cli.local.Ending;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The process: runs the words it was called with, and ends in order when it is told to. */
public final class Main {
    /** How long a process that is told to stop may take. */
    private static final long STOP_MILLIS = 10_000;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] words) {
        Ending ending = new Ending();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(ending, code), "kvswarm-stop"));
        int ended = ExitCode.DATA;
        try {
            ended = new Program(Terminal.ofThisProcess(), NodeOpener.REAL, ending).run(List.of(words));
        } finally {
            code.complete(ended);
            System.exit(ended);
        }
    }

    /** At a signal; at every other end there is a code already. */
    private static void stop(Ending ending, CompletableFuture<Integer> code) {
        if (!code.isDone()) {
            ending.end(Ending.Reason.STOPPED);
            int known = code.completeOnTimeout(ExitCode.STOPPED, STOP_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
            // Otherwise the code would be that of the signal, although everything was ended in order.
            Runtime.getRuntime().halt(known);
        }
    }
}
