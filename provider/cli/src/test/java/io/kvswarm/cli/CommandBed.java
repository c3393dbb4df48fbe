package io.kvswarm.cli;

import io.kvswarm.cli.local.Ending;
import io.kvswarm.internal.base.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Commands against real nodes, in one process and one run directory; the paths are below one directory. */
final class CommandBed implements AutoCloseable {
    private static final long LINE_SECONDS_MAX = 60;

    private final Path directory;
    private final Deque<Running> running = new ArrayDeque<>();

    CommandBed(Path directory) {
        this.directory = directory;
    }

    /** What a command left behind. */
    record Ended(int code, String out, String err) {}

    /** A command that goes on until it is stopped. */
    final class Running {
        private final Ending ending = new Ending();
        private final Lines out = new Lines();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> code = new CompletableFuture<>();

        private Running(List<String> words) {
            Program program = new Program(terminal(new byte[0], out, err), CommandBed.this::open, ending);
            Thread thread = new Thread(() -> code.complete(program.run(words)), "command-" + words.get(0));
            thread.setDaemon(true);
            thread.start();
        }

        /** The next line it prints. */
        String line() throws InterruptedException {
            String line = out.lines.poll(LINE_SECONDS_MAX, TimeUnit.SECONDS);
            return line == null ? "nothing; " + err.toString(StandardCharsets.UTF_8) : line;
        }

        /** Stops it as a signal does. */
        Ended stop() {
            ending.end(Ending.Reason.STOPPED);
            return end();
        }

        /** Waits for its own end. */
        Ended end() {
            int ended = code.join();
            return new Ended(ended, String.join("\n", out.lines), err.toString(StandardCharsets.UTF_8));
        }
    }

    /** Output as lines. */
    private static final class Lines extends java.io.OutputStream {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int value) {
            if (value == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(value);
            }
        }
    }

    private static Terminal terminal(byte[] input, java.io.OutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                new ByteArrayInputStream(input),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Clock.system());
    }

    private io.kvswarm.KvSwarm open(NodeOpener.Settings settings) {
        return NodeOpener.builderOf(settings)
                .runDirectory(directory.resolve("run"))
                .open();
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Words of a line; those that begin with {@code @} are paths of the bed. */
    private List<String> words(String... words) {
        List<String> all = new ArrayList<>();
        for (String word : words) {
            all.add(word.startsWith("@") ? path(word.substring(1)).toString() : word);
        }
        return all;
    }

    Ended run(String... words) {
        return runWith("", words);
    }

    /** Runs a command with that standard input. */
    Ended runWith(String input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = terminal(input.getBytes(StandardCharsets.UTF_8), out, err);
        int code = new Program(terminal, this::open, new Ending()).run(words(words));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Running start(String... words) {
        Running command = new Running(words(words));
        running.push(command);
        return command;
    }

    String id(String name) {
        return run("id", "-d", "@" + name).out().strip();
    }

    /** Storage nodes of these names serve, with capacities 5, 10, 7 and so on; the writers are x and y. */
    List<Running> swarm(String... names) throws InterruptedException {
        int[] capacities = {5, 10, 7};
        List<String> init = new ArrayList<>(List.of("init", "--writer=" + id("x"), "--writer=" + id("y")));
        for (int i = 0; i < names.length; i++) {
            init.add("--capacity." + id(names[i]) + "=" + capacities[i % capacities.length]);
        }
        init.addAll(List.of("-o", "@config.json"));
        Ended made = run(init.toArray(String[]::new));
        if (made.code() != ExitCode.DONE) {
            throw new AssertionError(made);
        }
        List<Running> nodes = new ArrayList<>();
        for (String name : names) {
            nodes.add(start("listen", "-d", "@" + name, "-c", "@config.json"));
        }
        for (int i = 0; i < names.length; i++) {
            String line = nodes.get(i).line();
            if (!line.startsWith(id(names[i]) + " 127.0.0.1:")) {
                throw new AssertionError(line);
            }
        }
        return nodes;
    }

    @Override
    public void close() {
        running.forEach(Running::stop);
    }
}
