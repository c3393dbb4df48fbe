package io.kvswarm.jcache.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM started by a test, with the class path of the tests. What it says on standard output are lines to wait for;
 * what it logs goes to a file. One thread at a time.
 */
final class JvmProcess implements AutoCloseable {
    private static final long LINE_SECONDS_MAX = 60;
    private static final long END_SECONDS_MAX = 30;

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private JvmProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.reader = new Thread(this::read, "lines-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process, and does not wait for it.
     *
     * @param main      class with the main method
     * @param place     directory where its log is, and where nodes of this machine look for each other
     * @param name      of its log
     * @param arguments of the main method
     */
    static JvmProcess start(Class<?> main, Path place, String name, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Path log = place.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KVSWARM_RUN_DIR", place.resolve("run").toString());
        try {
            return new JvmProcess(
                    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
            lines.add("ended");
        } catch (IOException e) {
            lines.add("broken " + e.getMessage());
        }
    }

    /** The next line of that kind; others before it are dropped. */
    String await(Predicate<String> wanted) throws InterruptedException {
        for (String line = next(); ; line = next()) {
            if (wanted.test(line)) {
                return line;
            }
            if (line.equals("ended")) {
                throw new AssertionError("a process has ended:\n" + log());
            }
        }
    }

    /** The next line. */
    String next() throws InterruptedException {
        String line = lines.poll(LINE_SECONDS_MAX, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("a process said nothing for " + LINE_SECONDS_MAX + " s:\n" + log());
        }
        return line;
    }

    /** Says a line to it. */
    void tell(String line) {
        try {
            process.outputWriter().append(line).append('\n').flush();
        } catch (IOException e) {
            throw new UncheckedIOException(line + " is told to a process that logged:\n" + log(), e);
        }
    }

    /** Says a line to it, and gives the line it answers. */
    String ask(String line) throws InterruptedException {
        tell(line);
        return next();
    }

    /** Stops it from doing anything, and lets it go on. */
    void pause(boolean isPaused) throws InterruptedException {
        try {
            String signal = isPaused ? "-STOP" : "-CONT";
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill " + signal + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it like {@code kill -9}, and waits until everything it said was heard. */
    void kill() throws InterruptedException {
        // By its handle: Process.destroyForcibly closes the streams too, under the thread that still reads them.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** Asks it to stop, and waits; gives its exit code. */
    int stop() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("process still runs after " + END_SECONDS_MAX + " s:\n" + log());
        }
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
