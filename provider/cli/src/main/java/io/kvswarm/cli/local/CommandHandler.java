package io.kvswarm.cli.local;

/** What the process that holds a directory does with commands of others. */
public interface CommandHandler {
    /** Runs a command to its end, on a thread of its own. */
    Answer handle(Request request, CommandIo io);

    /** True if the command can be ended anywhere and begun again in another process. */
    boolean moves(Request request);
}
