package io.kvswarm.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A JVM started by a test. What it says on standard output goes to a listener, its log into a file. */
final class NodeProcess implements AutoCloseable {
    private static final long END_SECONDS_MAX = 30;

    private final Process process;
    private final Thread reader;
    private final Path log;

    private NodeProcess(Process process, Path log, Consumer<String> lines) {
        this.process = process;
        this.log = log;
        this.reader = new Thread(() -> read(lines), "lines-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code main} on the class path of the tests; its log is added to {@code log}. */
    static NodeProcess start(Class<?> main, Path log, Consumer<String> lines, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new NodeProcess(process, log, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            lines.accept("broken " + e.getMessage());
        }
    }

    /** Ends it like {@code kill -9}, and waits until everything it said was heard. */
    void kill() throws InterruptedException {
        // By its handle: Process.destroyForcibly closes the streams too, under the thread that still reads them.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** Sends it a signal, such as STOP or CONT, and waits until that is done. */
    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " ended with " + exit);
        }
    }

    /** Says a line to it. */
    void tell(String line) throws IOException {
        process.outputWriter().append(line).append('\n').flush();
    }

    /** Asks it to stop, and waits; gives its exit code. */
    int stop() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return awaitEnd();
    }

    /** Waits until it ends by itself; gives its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("process still runs after " + END_SECONDS_MAX + " s:\n" + log());
        }
        reader.join();
        return process.exitValue();
    }

    /** What it logged so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
