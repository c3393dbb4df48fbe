package io.kvswarm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the example works line by line, in real processes of the executable file, without a pause.
 * Method: a shell runs them; {@code -Dexample.runs=N} says how often. Only get waits longer than it does by itself, for
 * machines on which ten processes take more than 5 seconds to start.
 */
@Tag("process")
final class ExampleIT {
    private static final Path FILE = Path.of("target", "kvswarm").toAbsolutePath();
    private static final int RUNS = Integer.getInteger("example.runs", 3);
    private static final long RUN_SECONDS_MAX = 120;

    private static final String EXAMPLE = """
            set -e
            A=$(kvswarm id -d a); B=$(kvswarm id -d b); C=$(kvswarm id -d c); X=$(kvswarm id -d x); Y=$(kvswarm id -d y)
            kvswarm init --capacity.$A=5 --capacity.$B=10 --capacity.$C=7 --writer=$X --writer=$Y > config.json
            trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
            for node in a b c; do kvswarm listen -d $node -c config.json > $node.out 2> $node.err & done
            kvswarm -c config.json -d x write --put.greeting=hi
            kvswarm -c config.json -d y write --put.cool=beans
            for node in x y; do kvswarm -c config.json -d $node connect > $node.out 2> $node.err & done
            kvswarm -c config.json -d x get cool --wait 30
            kvswarm -c config.json -d y get greeting --wait 30
            """;

    @TempDir
    Path directory;

    private record Ended(int code, String out, String err) {}

    private Ended shell(Path work, String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", script));
        builder.directory(work.toFile());
        builder.environment().put("PATH", FILE.getParent() + ":" + System.getenv("PATH"));
        builder.environment().put("KVSWARM_RUN_DIR", work.resolve("run").toString());
        Path out = work.resolve("shell.out");
        Path err = work.resolve("shell.err");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Ended(-1, Files.readString(out), Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void theExamplesLinesWorkWithoutAPauseEveryTime() throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Path work = Files.createDirectory(directory.resolve("run" + run));
            Ended ended = shell(work, EXAMPLE);
            if (!ended.equals(new Ended(0, "beans\nhi\n", ""))) {
                failures.add("run " + run + ": " + ended + saidBy(work));
            }
        }
        assertEquals(List.of(), failures);
    }

    /** What the processes of a run left on their standard error. */
    private static String saidBy(Path work) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String node : List.of("a", "b", "c", "x", "y")) {
            Path file = work.resolve(node + ".err");
            said.append("\n")
                    .append(node)
                    .append(": ")
                    .append(Files.exists(file) ? Files.readString(file) : "not begun");
        }
        return said.toString();
    }

    @Test
    void aNodeCanBeUsedBesideItselfFromManyProcesses() throws IOException, InterruptedException {
        String script = """
                set -e
                A=$(kvswarm id -d a); X=$(kvswarm id -d x)
                kvswarm init --capacity.$A=1 --writer=$X > config.json
                trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
                kvswarm listen -d a -c config.json > a.out &
                for i in 1 2 3 4; do kvswarm -c config.json -d x write --put.k$i=v$i & writers="$writers $!"; done
                wait $writers
                kvswarm -c config.json -d x connect --once > once.out
                for i in 1 2 3 4; do kvswarm -c config.json -d x get k$i --wait 30; done
                kvswarm -c config.json -d x get --wait 1 none || echo "code $?"
                """;
        Ended ended = shell(directory, script);
        assertEquals(new Ended(0, "v1\nv2\nv3\nv4\ncode 1\n", "kvswarm: not found\n"), ended);
    }
}
