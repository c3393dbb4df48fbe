package io.kvswarm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.SwarmConfig;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.local.Ending;
import io.kvswarm.internal.base.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: commands that need no other node do what they say, and every wrong line ends with its code and one line. */
final class ProgramTest {
    private static final String A = "ae23b563f5d0e16b64f6e6b0e1a3fa4da5f45046ae27071718000905328702dc";
    private static final String B = "7f674794c2f20cfb5721495208cd18c7ba265a75159f7c701ac5bbb2800bfda5";
    private static final String C = "5320db60f00b90851d22d9b8561b78cf2f2f096c7c337d3fa4b39694bd076bff";
    private static final String X = "3f14e192bb51fb2a7c1b492f01560368c9b74d1adc4d547d153388b0728287e1";
    private static final String Y = "557dbaee0dcf9d6f4daf50cb551d7937deabda8419e9fcae2ebe90137fdc70a4";
    private static final String ORIGINAL = "{\"writers\":[\"" + X + "\",\"" + Y + "\"],\"bins\":{\"" + C
            + "\":{\"size\":7,\"slices\":[[[\"15\",\"22\"],[\"1\",\"1\"]]]},\"" + B
            + "\":{\"size\":10,\"slices\":[[[\"5\",\"22\"],[\"15\",\"22\"]]]},\"" + A
            + "\":{\"size\":5,\"slices\":[[[\"0\",\"1\"],[\"5\",\"22\"]]]}}}\n";

    @TempDir
    Path directory;

    private SwarmException openFailure = new SwarmException(ErrorCode.UNREACHABLE, "no node is opened in this test");

    /** What a command left behind. */
    private record Ended(int code, String out, String err) {}

    private Ended run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Clock.system());
        NodeOpener opener = settings -> {
            throw openFailure;
        };
        int code = new Program(terminal, opener, new Ending()).run(List.of(words));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void assertUsage(String line, String... words) {
        assertEquals(new Ended(ExitCode.USAGE, "", "kvswarm: " + line + "\n"), run(words));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String example() throws IOException {
        Files.writeString(directory.resolve("config.json"), ORIGINAL);
        return path("config.json");
    }

    @Test
    void initPrintsWhatTheOriginalPrints() {
        Ended ended = run(
                "init",
                "--capacity." + A + "=5",
                "--capacity." + B + "=10",
                "--capacity." + C + "=7",
                "--writer=" + X,
                "--writer=" + Y);
        assertEquals(new Ended(ExitCode.DONE, ORIGINAL, ""), ended);
    }

    @Test
    void initWithoutWriterSaysSo() {
        Ended ended = run("init", "--capacity." + A + "=1");
        assertEquals(ExitCode.DONE, ended.code());
        assertTrue(ended.out().startsWith("{\"writers\":[],\"bins\":{"), ended.out());
        assertEquals(
                "kvswarm: note: no --writer given, so no node may change data until kvswarm config set --writer=ID\n",
                ended.err());
    }

    @Test
    void initTakesOurOwnSettings() {
        Ended ended = run(
                "init",
                "--capacity." + A + "=1",
                "--writer",
                X,
                "--cells=2048",
                "--reader=" + B,
                "--reader",
                C,
                "--address." + A + "=h1:1",
                "--address." + A + "=h2:2",
                "--hash-key=" + "0f".repeat(16));
        assertEquals(ExitCode.DONE, ended.code(), ended.err());
        SwarmConfig config = SwarmConfig.parse(ended.out());
        assertEquals(2048, config.cells());
        assertEquals(Readers.of(List.of(NodeId.parse(B), NodeId.parse(C))), config.readers());
        assertEquals("[h1:1, h2:2]", config.addresses().get(NodeId.parse(A)).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "1.5", "9007199254740992", "99999999999999999999", ""})
    void wrongCapacityIsRefused(String capacity) {
        Ended ended = run("init", "--capacity." + A + "=" + capacity);
        assertEquals(ExitCode.USAGE, ended.code());
        assertEquals("", ended.out());
        assertTrue(
                ended.err()
                        .matches("kvswarm: --capacity\\.ae23b563 is .*, expected a whole number from 1 to"
                                + " 9007199254740991\n"),
                ended.err());
    }

    @Test
    void wrongInitLinesAreRefused() {
        assertUsage("init needs at least one --capacity.ID=N; kvswarm id -d DIR prints an ID", "init");
        assertUsage(
                "--capacity: node id is \"xyz\" (3 characters), expected 64 hex digits", "init", "--capacity.xyz=1");
        assertUsage(
                "--capacity.ae23b563 is given twice, expected once",
                "init",
                "--capacity." + A + "=1",
                "--capacity." + A + "=2");
        assertUsage(
                "--writer: node id is \"\" (0 characters), expected 64 hex digits",
                "init",
                "--capacity." + A + "=1",
                "--writer=");
        assertUsage(
                "--cells is 1025, expected a power of two from 1024 to 65536",
                "init",
                "--capacity." + A + "=1",
                "--cells=1025");
        assertUsage(
                "--hash-key has 2 characters, expected 32 hex digits",
                "init",
                "--capacity." + A + "=1",
                "--hash-key=ff");
        assertUsage(
                "--address: port is 0, expected 1 to 65535",
                "init",
                "--capacity." + A + "=1",
                "--address." + A + "=h:0");
    }

    @Test
    void configSetMakesOneEpochOfAllChanges() throws IOException {
        Ended ended =
                run("config", "set", "-c", example(), "--writer=" + A, "--remove-writer=" + X, "--reader=writers");
        assertEquals(ExitCode.DONE, ended.code(), ended.err());
        SwarmConfig before = SwarmConfig.parse(ORIGINAL);
        SwarmConfig next = SwarmConfig.parse(ended.out());
        assertEquals(2, next.epoch());
        assertEquals(before.hash(), next.previousHash().orElseThrow());
        assertEquals(List.of(NodeId.parse(Y), NodeId.parse(A)), next.writers());
        assertEquals(Readers.WRITERS, next.readers());
        assertEquals("", ended.err());
    }

    @Test
    void configSetWarnsWhereCellsWouldMove() throws IOException {
        Ended ended = run("config", "set", "-c", example(), "--capacity." + A + "=20");
        assertEquals(ExitCode.DONE, ended.code());
        assertTrue(
                ended.err()
                        .matches("kvswarm: warning: \\d+ of 1024 cells would move to another node, and data cannot be"
                                + " moved yet: running nodes will refuse this config; .*kvswarm init.*\n"),
                ended.err());
    }

    @Test
    void configSetReplacesAFileAsAWhole() throws IOException {
        String file = example();
        Ended ended = run("config", "set", "-c", file, "--writer=" + A, "-o", file);
        assertEquals(new Ended(ExitCode.DONE, "", ""), ended);
        assertEquals(2, SwarmConfig.load(Path.of(file)).epoch());
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void configSignGivesTheSwarmItsAuthority() throws IOException {
        String id = run("id", "-d", path("key")).out().strip();
        Ended ended = run("config", "sign", "-c", example(), "--new-authority", path("key"));
        assertEquals(ExitCode.DONE, ended.code(), ended.err());
        SwarmConfig signed = SwarmConfig.parse(ended.out());
        assertEquals(List.of(NodeId.parse(id)), signed.authority());
        assertTrue(signed.isSigned());
        assertEquals(2, signed.epoch());
    }

    @Test
    void brokenConfigsAreDataErrors() throws IOException {
        Files.writeString(directory.resolve("broken.json"), "{\"writers\":");
        Ended broken = run("config", "set", "-c", path("broken.json"), "--writer=" + A);
        assertEquals(ExitCode.DATA, broken.code());
        assertTrue(broken.err().startsWith("kvswarm: " + path("broken.json") + ": "), broken.err());
        assertEquals(1, broken.err().lines().count());
        assertEquals(
                ExitCode.DATA,
                run("get", "k", "-c", path("none.json"), "-d", path("x")).code());
        assertEquals(
                "kvswarm: " + path("none.json") + " is not there\n",
                run("get", "k", "-c", path("none.json"), "-d", path("x")).err());
    }

    @Test
    void idIsMadeOnceAndPrintedAsHexDigits() {
        Ended first = run("id", "-d", path("a"));
        assertEquals(ExitCode.DONE, first.code());
        assertTrue(first.out().matches("[0-9a-f]{64}\n"), first.out());
        assertEquals(first, run("-d", path("a"), "id"));
        assertUsage("id needs -d DIR", "id");
        assertUsage("--datadir is empty, expected a path", "id", "-d", "");
    }

    @Test
    void directoriesThatCannotBeUsedAreDataErrors() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        Ended file = run("id", "-d", path("file"));
        assertEquals(ExitCode.DATA, file.code());
        assertEquals(1, file.err().lines().count(), file.err());
        Files.createDirectory(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Ended open = run("id", "-d", path("open"));
        assertEquals(ExitCode.DATA, open.code());
        assertTrue(open.err().contains("chmod 700"), open.err());
    }

    @Test
    void failuresOfNodesHaveTheirCodes() {
        for (ErrorCode code : ErrorCode.values()) {
            openFailure = new SwarmException(code, "it\nfailed");
            int expected = ExitCode.of(code);
            if (code != ErrorCode.DIRECTORY_IN_USE) {
                assertEquals(
                        new Ended(expected, "", "kvswarm: it failed\n"), run("get", "k", "-d", path("x")), code.name());
            }
        }
        assertEquals(ExitCode.UNREACHABLE, ExitCode.of(ErrorCode.UNREACHABLE));
        assertEquals(ExitCode.NOT_AUTHORISED, ExitCode.of(ErrorCode.NOT_AUTHORISED));
        assertEquals(ExitCode.DATA, ExitCode.of(ErrorCode.STORAGE_FULL));
    }

    @Test
    void nothingIsLeftOfAHoldWhoseNodeCouldNotBeOpened() throws IOException {
        run("get", "k", "-d", path("x"));
        assertTrue(Files.exists(directory.resolve("x/command.lock")));
        assertFalse(Files.exists(directory.resolve("x/command.socket")));
    }

    @Test
    void linesThatNameTooLittleOrTooMuchAreRefused() {
        assertUsage("no command given; kvswarm --help lists all");
        assertUsage("write needs -d DIR", "write", "--put.a=b");
        assertUsage("write needs at least one --put.KEY=VALUE or --del.KEY", "write", "-d", path("x"));
        assertUsage(
                "a key has 65537 bytes, expected at most 65536; nothing was done",
                "write",
                "-d",
                path("x"),
                "--del." + "k".repeat(65_537));
        assertUsage(
                "--wait is \"soon\", expected logged, ack or receipt",
                "write",
                "-d",
                path("x"),
                "--put.a=b",
                "--wait=soon");
        assertUsage("--wait is -1, expected a whole number from 0 to 3600", "get", "k", "--wait=-1");
        assertUsage(
                "--port is 65536, expected a whole number from 0 to 65535", "listen", "-d", path("x"), "--port=65536");
        assertUsage("connect needs -d DIR", "connect");
        assertUsage("import needs DIR|-", "import", "-d", path("x"));
    }

    @Test
    void everyCommandHasHelpAndAVersion() {
        Ended all = run("--help");
        assertEquals(ExitCode.DONE, all.code());
        assertEquals("", all.err());
        for (String command : List.of(
                "id",
                "init",
                "listen",
                "write",
                "get",
                "connect",
                "status",
                "config set",
                "config sign",
                "import",
                "export")) {
            assertTrue(all.out().contains("\n  " + command + " "), command);
            String[] help = (command + " --help").split(" ");
            Ended one = run(help);
            assertEquals(ExitCode.DONE, one.code(), command);
            assertTrue(one.out().startsWith("Usage: kvswarm " + command + " "), one.out());
            String[] version = (command + " --version").split(" ");
            assertTrue(run(version).out().matches("kvswarm \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), command);
        }
    }
}
