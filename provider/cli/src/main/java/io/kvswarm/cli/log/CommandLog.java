package io.kvswarm.cli.log;

import io.kvswarm.cli.args.Shown;
import java.io.PrintStream;
import org.slf4j.event.Level;

/** Where log lines go, and which. Set once at the start, before anything logs. */
public final class CommandLog {
    private static volatile boolean verbose;

    private CommandLog() {}

    /** From now on logs everything of kvswarm, and what the libraries have to say, with stack traces. */
    public static void beVerbose() {
        verbose = true;
    }

    static boolean shows(String logger, Level level) {
        if (level.toInt() >= Level.WARN.toInt()) {
            return true;
        }
        Level least = logger.startsWith("io.kvswarm") ? Level.DEBUG : Level.INFO;
        return verbose && level.toInt() >= least.toInt();
    }

    static void print(String logger, Level level, String message, Throwable cause) {
        StringBuilder line = new StringBuilder("kvswarm: ");
        if (verbose) {
            line.append(level)
                    .append(' ')
                    .append(logger.substring(logger.lastIndexOf('.') + 1))
                    .append(": ");
        } else {
            line.append(level == Level.WARN ? "warning: " : "error: ");
        }
        line.append(Shown.oneLine(String.valueOf(message)));
        if (cause != null && !verbose) {
            line.append(" (").append(Shown.oneLine(cause.toString())).append(')');
        }
        PrintStream err = System.err;
        synchronized (err) {
            err.println(line);
            if (cause != null && verbose) {
                cause.printStackTrace(err);
            }
        }
    }
}
