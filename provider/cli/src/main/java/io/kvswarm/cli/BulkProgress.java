package io.kvswarm.cli;

import io.kvswarm.cli.bulk.Progress;

/** The progress bar of a terminal. */
final class BulkProgress {
    private BulkProgress() {}

    /** One that is seen only if somebody watches. */
    static Progress of(Terminal terminal) {
        return new Progress(terminal.clock(), terminal.watched() ? text -> show(terminal, text) : null);
    }

    private static void show(Terminal terminal, String text) {
        terminal.err().print(text);
        terminal.err().flush();
    }
}
