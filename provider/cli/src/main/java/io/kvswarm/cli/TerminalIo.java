package io.kvswarm.cli;

import io.kvswarm.cli.local.CommandIo;
import io.kvswarm.cli.local.Ending;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a command of this process reads and writes.
 *
 * @param terminal of this process
 * @param input    what it reads
 * @param output   where its output goes
 * @param ending   whether it is to stop
 */
record TerminalIo(Terminal terminal, InputStream input, OutputStream output, Ending ending) implements CommandIo {
    @Override
    public void error(String line) {
        terminal.error(line);
    }

    @Override
    public boolean isOwn() {
        return true;
    }

    @Override
    public boolean isResumed() {
        return false;
    }
}
