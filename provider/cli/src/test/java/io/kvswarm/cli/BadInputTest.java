package io.kvswarm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.cli.CommandBed.Ended;
import io.kvswarm.cli.CommandBed.Running;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: bad input ends with one line that says what to do, and nothing is lost or half done. */
@Timeout(120)
final class BadInputTest {
    private static final String LINE = "{\"key\":\"%s\",\"value\":\"v\"}\n";

    @TempDir
    Path directory;

    private CommandBed bed;

    @BeforeEach
    void make() {
        bed = new CommandBed(directory);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private static void assertRefused(int code, String line, Ended ended) {
        assertEquals(new Ended(code, "", "kvswarm: " + line + "\n"), ended);
    }

    private SwarmConfig config(String file, String storageNode) {
        assertEquals(
                ExitCode.DONE,
                bed.run("init", "--capacity." + bed.id(storageNode) + "=1", "--writer=" + bed.id("x"), "-o", "@" + file)
                        .code());
        return SwarmConfig.load(bed.path(file));
    }

    @Test
    void anotherSwarmsConfigIsRefusedAndTheOutboxStays() throws InterruptedException {
        bed.swarm("a");
        assertEquals(
                0,
                bed.run("write", "--put.k=v", "-d", "@x", "-c", "@config.json").code());
        String own = SwarmConfig.load(bed.path("config.json")).swarmId().toString();
        String other = config("other.json", "b").swarmId().toString();
        assertRefused(
                ExitCode.DATA,
                "refused a config of swarm " + other + ": this node is of swarm " + own
                        + "; this node goes on with epoch 1 (a file without \"swarm\" is another swarm's after any"
                        + " change by hand: make changes with kvswarm config set; to join another swarm, use an empty"
                        + " directory)",
                bed.run("write", "--put.k=w", "-d", "@x", "-c", "@other.json"));
        Running connected = bed.start("connect", "-d", "@x", "-c", "@config.json");
        assertTrue(connected.line().matches("delivered [01]"));
        assertRefused(
                ExitCode.DATA,
                bed.path("other.json") + " is the config of swarm " + other + ", but this directory's node is of swarm "
                        + own + "; nothing was done",
                bed.run("write", "--put.k=w", "-d", "@x", "-c", "@other.json"));
        assertEquals("v\n", bed.run("get", "k", "-d", "@x").out());
    }

    @Test
    void aDirectoryThatAnotherProgramHasIsRefused() {
        SwarmConfig config = config("config.json", "a");
        try (KvSwarm program = KvSwarm.builder()
                .directory(bed.path("x"))
                .config(config)
                .runDirectory(bed.path("run"))
                .open()) {
            assertEquals(bed.id("x"), program.id().toString());
            Ended refused = bed.run("write", "--put.k=v", "-d", "@x", "-c", "@config.json");
            assertEquals(ExitCode.DATA, refused.code());
            String pattern = "kvswarm: .*/x is used by [^;]*process[^;]*"
                    + "; a directory belongs to one process at a time; nothing was changed in it\n";
            assertTrue(refused.err().matches(pattern), refused::toString);
            assertEquals(0, program.queued());
        }
    }

    /** Not even the superuser can make files there, so the test shows something for everybody. */
    @Test
    void pathsThatCannotBeWrittenAreNamed() {
        assumeTrue(Files.isDirectory(Path.of("/proc")), "needs /proc");
        config("config.json", "a");
        assertRefused(
                ExitCode.DATA,
                "/proc/x cannot be used as a data directory: NoSuchFileException /proc/x; check that it is on a"
                        + " writable disk and belongs to the user that runs the node",
                bed.run("id", "-d", "/proc/x"));
        assertRefused(
                ExitCode.DATA,
                "/proc/x cannot be used as a data directory (NoSuchFileException /proc/x); expected one this user can"
                        + " read and write; nothing was changed in it",
                bed.run("get", "k", "-d", "/proc/x", "-c", "@config.json"));
        assertRefused(
                ExitCode.DATA,
                "/proc/x cannot be written (NoSuchFileException), expected a path this user can write to; nothing was"
                        + " changed",
                bed.run("export", "-o", "/proc/x", "-c", "@config.json"));
        assertRefused(
                ExitCode.DATA,
                "/proc/x cannot be made (NoSuchFileException), expected a path this user can write to; nothing was"
                        + " changed",
                bed.run("export", "--to", "/proc/x", "-c", "@config.json"));
        assertRefused(
                ExitCode.DATA,
                "/proc/x cannot be written and still has its old content: NoSuchFileException /proc/x.new",
                bed.run("config", "set", "--writer=" + bed.id("y"), "-o", "/proc/x", "-c", "@config.json"));
        assertRefused(
                ExitCode.USAGE,
                directory + " is a directory, expected the file of a swarm config",
                bed.run("get", "k", "-c", directory.toString()));
    }

    @Test
    void whatStandsBeforeAWrongLineIsImportedAndNothingElse() throws InterruptedException {
        bed.swarm("a");
        String input = LINE.formatted("one") + LINE.formatted("two") + "{\"key\":3}\n" + LINE.formatted("four");
        String complaint =
                "standard input, line 3: is not as expected: an object with the texts \"key\" and \"value\", or"
                        + " \"keyBase64\" and \"valueBase64\", and nothing else; the entries before it were imported";
        assertRefused(ExitCode.DATA, complaint, bed.runWith(input, "import", "-", "-d", "@x", "-c", "@config.json"));
        assertEquals("v\n", bed.run("get", "one", "-c", "@config.json").out());
        assertEquals("v\n", bed.run("get", "two", "-c", "@config.json").out());
        assertEquals(
                ExitCode.NOT_FOUND,
                bed.run("get", "four", "--wait=0", "-c", "@config.json").code());
        Running connected = bed.start("connect", "-d", "@x", "-c", "@config.json");
        assertEquals("delivered 0", connected.line());
        String beside = input.replace("one", "five");
        assertRefused(ExitCode.DATA, complaint, bed.runWith(beside, "import", "-", "-d", "@x"));
        assertEquals(
                "v\n", bed.run("get", "five", "--wait=30", "-c", "@config.json").out());
    }

    @Test
    void filesBeyondTheLimitAreNamedAndThoseBeforeThemImported() throws InterruptedException, IOException {
        bed.swarm("a");
        Path files = Files.createDirectory(bed.path("files"));
        Files.writeString(files.resolve("a"), "v");
        try (RandomAccessFile large = new RandomAccessFile(files.resolve("b").toFile(), "rw")) {
            large.setLength((64 << 20) + 1);
        }
        assertRefused(
                ExitCode.DATA,
                files.resolve("b")
                        + " has a name of 1 and at least 67108865 bytes, expected at most 65536 and 67108864;"
                        + " the files before it were imported",
                bed.run("import", files.toString(), "-d", "@x", "-c", "@config.json"));
        assertEquals("v\n", bed.run("get", "a", "-c", "@config.json").out());
        assertEquals(
                ExitCode.NOT_FOUND,
                bed.run("get", "b", "--wait=0", "-c", "@config.json").code());
    }

    @Test
    void keysMayBeEmptyAndNoLongerThanTheirLimit() throws InterruptedException {
        bed.swarm("a");
        String longest = "k".repeat(64 << 10);
        assertEquals(
                new Ended(ExitCode.DONE, "", ""),
                bed.run(
                        "write",
                        "--put.=none",
                        "--put." + longest + "=all",
                        "-d",
                        "@x",
                        "-c",
                        "@config.json",
                        "--wait=receipt"));
        assertEquals("none\n", bed.run("get", "", "-c", "@config.json").out());
        assertEquals("all\n", bed.run("get", longest, "-c", "@config.json").out());
        assertRefused(
                ExitCode.USAGE,
                "a key has 65537 bytes, expected at most 65536; nothing was done",
                bed.run("write", "--put.other=1", "--put." + longest + "k=v", "-d", "@x", "-c", "@config.json"));
        assertEquals(
                ExitCode.NOT_FOUND,
                bed.run("get", "other", "--wait=0", "-d", "@x", "-c", "@config.json")
                        .code());
    }
}
