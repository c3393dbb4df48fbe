package io.kvswarm.cli;

import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.cli.local.Ending;
import io.kvswarm.cli.local.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One run of the program: its words, what it talks with, and the word that it should stop. */
final class Session {
    private final List<String> words;
    private final Terminal terminal;
    private final NodeRunner runner;
    private final Ending ending;

    Session(List<String> words, Terminal terminal, NodeRunner runner, Ending ending) {
        this.words = words;
        this.terminal = terminal;
        this.runner = runner;
        this.ending = ending;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Runs a task that reads nothing and prints to standard output. */
    int runOnNode(NodeTask task, Arguments arguments) throws IOException {
        return runOnNode(task, arguments, InputStream.nullInputStream(), terminal.out());
    }

    /** Runs a task where its directory's node is. */
    int runOnNode(NodeTask task, Arguments arguments, InputStream in, OutputStream out) throws IOException {
        Optional<Path> file = GlobalOptions.configFile(arguments);
        Request request = new Request(words, file.map(Path::toString).orElse(""), content(file), false);
        NodeOpener.Settings settings = new NodeOpener.Settings(
                GlobalOptions.directory(arguments),
                file,
                task.stay() == NodeTask.Stay.OWNS || task.stay() == NodeTask.Stay.REMAINS,
                GlobalOptions.bootstrap(arguments));
        return runner.run(request, task, settings, new TerminalIo(terminal, in, out, ending));
    }

    private static byte[] content(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return new byte[0];
        }
        if (Files.isDirectory(file.get())) {
            throw new UsageException(file.get() + " is a directory, expected the file of a swarm config");
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            byte[] content = in.readNBytes(Request.CONFIG_BYTES_MAX + 1);
            if (content.length > Request.CONFIG_BYTES_MAX) {
                throw new UsageException(
                        file.get() + " has more than " + Request.CONFIG_BYTES_MAX + " bytes, expected a swarm config");
            }
            return content;
        }
    }
}
