package io.kvswarm.cli.local;

import java.io.InputStream;
import java.io.OutputStream;

/** What a running command has of the process that asked for it, which may be this one or another. */
public interface CommandIo {
    /** What that process hands in; at its end if it hands in nothing. */
    InputStream input();

    /** What that process gets. */
    OutputStream output();

    /** One line for that process's standard error; from any thread. */
    void error(String line);

    /** Whether the command is to stop. */
    Ending ending();

    /** True if this is the process that was called, so that its node was opened for this command. */
    boolean isOwn();

    /** True if the command goes on here after another process ran it for a while. */
    boolean isResumed();
}
