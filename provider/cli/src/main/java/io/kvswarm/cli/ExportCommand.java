package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.GetOptions;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.cli.bulk.DirectoryTarget;
import io.kvswarm.cli.bulk.EntryRecord;
import io.kvswarm.cli.bulk.EntryTarget;
import io.kvswarm.cli.bulk.JsonFileTarget;
import io.kvswarm.cli.bulk.JsonLinesTarget;
import io.kvswarm.cli.bulk.Progress;
import io.kvswarm.cli.bulk.TargetStream;
import io.kvswarm.cli.local.CommandIo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** Reads all entries. */
final class ExportCommand implements NodeCommand {
    private static final String TO = "--to";
    private static final String TIMEOUT = "--timeout";
    private static final long TIMEOUT_SECONDS = 60;
    private static final long TIMEOUT_SECONDS_MAX = 3600;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "export",
                "Print all entries as lines of JSON, or write them as files",
                "The lines are those that import reads. Entries that are there from start to end come exactly once.\n"
                        + "Without -d reads as a nameless node. Needs -c.",
                Option.value("--output", "FILE", "write the lines there; the file appears as a whole")
                        .orLetter("-o"),
                Option.value(TO, "DIR", "write a file for each entry below DIR, which is new and appears as a whole"),
                Option.value(TIMEOUT, "SECONDS", "longest wait for an owner that is away; 60 if not given"));
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        Terminal terminal = session.terminal();
        Progress progress = BulkProgress.of(terminal);
        NodeTask task = task(arguments);
        int code;
        long leftOut;
        try (EntryTarget target = target(arguments, terminal);
                TargetStream out = new TargetStream(target, progress)) {
            code = session.runOnNode(task, arguments, InputStream.nullInputStream(), out);
            if (code == ExitCode.DONE) {
                out.finish();
            }
            leftOut = target.leftOut();
        } finally {
            progress.clear();
        }
        if (code == ExitCode.DONE) {
            terminal.error("exported " + progress.summary());
        }
        if (leftOut > 0) {
            terminal.error(
                    leftOut + " entries are left out: their keys are no paths of files, or one's path is another's"
                            + " directory; export without " + TO + " has them all");
            return ExitCode.DATA;
        }
        return code;
    }

    private static EntryTarget target(Arguments arguments, Terminal terminal) throws IOException {
        Optional<String> directory = arguments.value(TO);
        Optional<String> file = arguments.value("--output");
        if (directory.isPresent() && file.isPresent()) {
            throw new UsageException("--output and " + TO + " are given, expected one of them");
        }
        if (directory.isPresent()) {
            return new DirectoryTarget(GlobalOptions.path(TO, directory.get()));
        }
        return file.isPresent()
                ? new JsonFileTarget(GlobalOptions.path("--output", file.get()))
                : new JsonLinesTarget(terminal.out());
    }

    @Override
    public NodeTask task(Arguments arguments) {
        long seconds = arguments.number(TIMEOUT, TIMEOUT_SECONDS, 1, TIMEOUT_SECONDS_MAX);
        return new ExportTask(GetOptions.DEFAULT.withTimeout(Duration.ofSeconds(seconds)));
    }

    /**
     * Reads page after page.
     *
     * @param options how each is read
     */
    private record ExportTask(GetOptions options) implements NodeTask {
        private static final int PAGE_ENTRIES = 1000;

        @Override
        public Stay stay() {
            return Stay.TAKES_LONG;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) throws IOException {
            NodeConfig.require(node);
            OutputStream out = new BufferedOutputStream(io.output(), 1 << 16);
            Optional<EntryPage.Cursor> from = Optional.empty();
            do {
                EntryPage page = io.ending().await(node.scan(from, PAGE_ENTRIES, options));
                for (Entry entry : page.entries()) {
                    new EntryRecord(entry.key(), entry.value()).writeTo(out);
                }
                from = page.next();
            } while (from.isPresent());
            out.flush();
            return ExitCode.DONE;
        }
    }
}
