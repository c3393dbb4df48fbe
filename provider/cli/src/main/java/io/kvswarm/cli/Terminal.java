package io.kvswarm.cli;

import io.kvswarm.internal.base.Clock;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a process has to talk with.
 *
 * @param in      standard input
 * @param out     standard output, unbuffered, so that nothing is left behind at the end
 * @param err     standard error
 * @param watched true if somebody sees standard error as it comes
 * @param clock   time
 */
record Terminal(InputStream in, OutputStream out, PrintStream err, boolean watched, Clock clock) {
    /** The starting script says here whether standard error is a terminal; Java cannot tell. */
    private static final String WATCHED = "kvswarm.watched";

    /** This process's own; from now on what is logged goes there as UTF-8, too. */
    static Terminal ofThisProcess() {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setErr(err);
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                err,
                Boolean.getBoolean(WATCHED),
                Clock.system());
    }

    /** Prints a line on standard output. */
    void print(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Prints a line on standard error. */
    void error(String line) {
        synchronized (err) {
            err.println("kvswarm: " + line);
        }
    }
}
