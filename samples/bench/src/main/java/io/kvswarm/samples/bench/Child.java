package io.kvswarm.samples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process of the benchmark, and the conversation with it. It ends with this one. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    /** Starts {@code main} in a JVM with so much heap; its log goes where this process's does. */
    Child(Class<?> main, String heap, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.inputReader();
    }

    /** More options of every JVM, for instance those of a profiler: {@code -Dbench.jvm="OPTION OPTION"}. */
    private static List<String> options() {
        String text = System.getProperty("bench.jvm", "");
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    /** Its next line, as words. */
    String[] hear() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("a process of the benchmark ended");
        }
        return line.split(" ", -1);
    }

    /** Tells it something and waits for its answer. */
    String[] ask(String line) throws IOException {
        process.outputWriter().append(line).append('\n').flush();
        return hear();
    }

    /** Asks for a measurement. */
    Load.Result measure(String command) throws IOException {
        return Load.Result.fromLine(String.join(" ", ask(command)));
    }

    /** Lets it finish. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    /** Like {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
