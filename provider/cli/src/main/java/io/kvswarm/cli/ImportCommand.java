package io.kvswarm.cli;

import io.kvswarm.api.FlushOptions;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.bulk.EntrySource;
import io.kvswarm.cli.bulk.FileSource;
import io.kvswarm.cli.bulk.JsonLinesSource;
import io.kvswarm.cli.bulk.Progress;
import io.kvswarm.cli.bulk.SourceStream;
import java.io.IOException;
import java.time.Duration;

/** Writes many entries. */
final class ImportCommand implements NodeCommand {
    private static final String STANDARD_INPUT = "-";
    private static final long TIMEOUT_MINUTES = 1;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                        "import",
                        "Write many entries: the files of a directory, or lines of JSON",
                        "DIR: every file below it; the key is its path from there, the value its content.\n"
                                + "-: lines of JSON on standard input, {\"key\":\"a\",\"value\":\"hi\"}; bytes that"
                                + " are no text\nstand as Base64 in \"keyBase64\" and \"valueBase64\".\n"
                                + "jrt:/java.base: the class files of a module of this Java.\n"
                                + "Waits for receipts, a minute each if --timeout says nothing else. Needs -d and -c.",
                        WaitOptions.LEVEL,
                        WaitOptions.TIMEOUT)
                .withOperand("DIR|-");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        Terminal terminal = session.terminal();
        Progress progress = BulkProgress.of(terminal);
        NodeTask task = task(arguments);
        int code;
        try (EntrySource source = source(arguments.operands().get(0), terminal)) {
            progress.expect(source.expected());
            code = session.runOnNode(task, arguments, new SourceStream(source, progress), terminal.out());
        } finally {
            progress.clear();
        }
        if (code == ExitCode.DONE) {
            terminal.print("imported " + progress.summary());
        }
        return code;
    }

    private static EntrySource source(String name, Terminal terminal) throws IOException {
        if (name.equals(STANDARD_INPUT)) {
            return new JsonLinesSource(terminal.in(), "standard input");
        }
        return FileSource.isModule(name)
                ? FileSource.ofModule(name)
                : FileSource.of(GlobalOptions.path("import", name));
    }

    @Override
    public NodeTask task(Arguments arguments) {
        GlobalOptions.requireDirectory(arguments, "import");
        return new ImportTask(
                WaitOptions.of(arguments, FlushOptions.RECEIPT.withTimeout(Duration.ofMinutes(TIMEOUT_MINUTES))));
    }
}
