package io.kvswarm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.cli.CommandBed.Ended;
import io.kvswarm.cli.CommandBed.Running;
import io.kvswarm.cli.local.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: every command does what its help says, on a directory of its own and beside the node that runs on it. */
@Timeout(120)
final class CommandsTest {
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

    private static void assertPrinted(String out, Ended ended) {
        assertEquals(new Ended(ExitCode.DONE, out, ""), ended);
    }

    @Test
    void whatWriteLeavesConnectDeliversAndGetPrints() throws InterruptedException {
        bed.swarm("a", "b", "c");
        assertPrinted(
                "",
                bed.run("-c", "@config.json", "-d", "@x", "write", "--put.greeting=hi", "--put.gone=1", "--del.gone"));
        assertPrinted("", bed.run("write", "--put.cool=beans", "-c", "@config.json", "-d", "@y"));
        for (String writer : List.of("@x", "@y")) {
            Ended connected = bed.run("connect", "--once", "-c", "@config.json", "-d", writer);
            // What write's own process had time for is delivered already.
            assertTrue(connected.out().matches("delivered [0-3]\n"), connected::toString);
        }
        assertPrinted("beans\n", bed.run("get", "cool", "-c", "@config.json", "-d", "@x"));
        assertPrinted("hi\n", bed.run("get", "greeting", "-c", "@config.json", "-d", "@y"));
        assertPrinted("hi", bed.run("get", "greeting", "--raw", "-c", "@config.json"));
        assertEquals(
                new Ended(ExitCode.NOT_FOUND, "", "kvswarm: not found\n"),
                bed.run("get", "gone", "--wait=0", "-c", "@config.json", "-d", "@y"));
    }

    @Test
    void commandsOnADirectoryWhoseNodeRunsAreDoneByIt() throws InterruptedException {
        bed.swarm("a");
        Running connected = bed.start("connect", "-d", "@x", "-c", "@config.json");
        assertEquals("delivered 0", connected.line());
        assertPrinted("", bed.run("write", "-d", "@x", "-c", "@config.json", "--put.k=v"));
        assertEquals("delivered 1", connected.line());
        assertPrinted("v\n", bed.run("get", "k", "-d", "@x", "-c", "@config.json"));
        // The running node has a config, so none is needed; a storage node's directory is no different.
        assertPrinted("v\n", bed.run("get", "k", "-d", "@x"));
        assertPrinted("v\n", bed.run("get", "k", "-d", "@a"));
        Ended imported = bed.runWith("{\"key\":\"l\",\"value\":\"w\"}\n", "import", "-", "-d", "@x");
        assertTrue(
                imported.out().matches("imported 1 entries, 2 bytes, [0-9.]+ s, [0-9]+ entries/s\n"),
                imported::toString);
        Ended exported = bed.run("export", "-d", "@x");
        assertEquals(
                List.of("{\"key\":\"k\",\"value\":\"v\"}", "{\"key\":\"l\",\"value\":\"w\"}"),
                exported.out().lines().sorted().toList());
        Ended status = bed.run("status", "-d", "@x");
        assertTrue(status.out().contains(", epoch 1, 1 of 1 storage nodes reachable, outbox 0\n"), status::toString);
        Ended second = bed.run("listen", "-d", "@a", "-c", "@config.json");
        assertEquals(ExitCode.DATA, second.code());
        assertEquals(
                "kvswarm: process " + ProcessHandle.current().pid() + " holds the directory with another command; stop"
                        + " it first: a storage node has its directory for itself from its start\n",
                second.err());
        // connect printed as its outbox ran empty after the import, in however many steps.
        assertEquals(new Ended(ExitCode.DONE, "", ""), withoutOutput(connected.stop()));
        assertPrinted("v\n", bed.run("get", "k", "-d", "@x", "-c", "@config.json"));
    }

    private static Ended withoutOutput(Ended ended) {
        return new Ended(ended.code(), "", ended.err());
    }

    @Test
    void aCommandGoesOnWhenTheNodeItRanOnStops() throws InterruptedException {
        bed.swarm("a");
        Running connected = bed.start("connect", "-d", "@x", "-c", "@config.json");
        assertEquals("delivered 0", connected.line());
        Running waiting = bed.start("get", "late", "--wait", "60", "-d", "@x", "-c", "@config.json");
        Running beside = bed.start("connect", "-d", "@x", "-c", "@config.json");
        assertEquals("delivered 0", beside.line());
        assertEquals(new Ended(ExitCode.DONE, "", ""), connected.stop());
        assertPrinted("", bed.run("write", "--put.late=better", "-d", "@x", "-c", "@config.json"));
        assertEquals(new Ended(ExitCode.DONE, "better", ""), waiting.end());
        assertEquals("delivered 1", beside.line());
    }

    @Test
    void statusShowsEachNodeAndNotesWhatIsWrong() throws InterruptedException {
        List<Running> nodes = bed.swarm("a", "b", "c");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            lines.append("{\"key\":\"k").append(i).append("\",\"value\":\"v\"}\n");
        }
        assertEquals(
                0,
                bed.runWith(lines.toString(), "import", "-", "-d", "@x", "-c", "@config.json")
                        .code());
        Ended table = bed.run("status", "-d", "@x", "-c", "@config.json");
        assertEquals(ExitCode.DONE, table.code(), table::toString);
        List<String> rows = table.out().lines().toList();
        assertTrue(
                rows.get(0).matches("swarm [0-9a-f]{32}, epoch 1, 3 of 3 storage nodes reachable, outbox 0"),
                table::toString);
        assertEquals(
                "NODE STATE EPOCH CAPACITY SHARE CELLS ENTRIES BYTES QUEUE ADDRESS",
                rows.get(1).replaceAll(" +", " "));
        assertTrue(row(rows, "a").matches("OPEN 1 5 22.7 % 233 \\d+ \\d+ \\d+ 127.0.0.1:\\d+"), table::toString);
        assertTrue(row(rows, "b").matches("OPEN 1 10 45.5 % 46[56] \\d+ \\d+ \\d+ 127.0.0.1:\\d+"), table::toString);
        assertTrue(rows.get(5).matches("total +22 +1024 +1000 +4890 +\\d+"), table::toString);
        assertEquals(6, rows.size(), table::toString);
        Ended json = bed.run("status", "--json", "-d", "@x", "-c", "@config.json");
        String head = "{'swarm':'[0-9a-f]{32}','epoch':1,'config':'[0-9a-f]{64}','outbox':0,'nodes':[";
        String node = "{'node':'[0-9a-f]{64}','reachable':true,'state':'OPEN','epoch':1,'config':'[0-9a-f]{64}',.*";
        String pattern =
                (head + node).replace('\'', '"').replace("{\"", "\\{\"").replace(":[", ":\\[") + "\\]\\}\n";
        assertTrue(json.out().matches(pattern), json::toString);
        assertEquals(new Ended(ExitCode.DONE, "", ""), nodes.get(0).stop());
        Ended without = bed.run("status", "--wait", "1", "-d", "@x", "-c", "@config.json");
        assertEquals(ExitCode.DONE, without.code());
        assertTrue(without.out().contains(", 2 of 3 storage nodes reachable, "), without::toString);
        assertTrue(
                without.out()
                        .endsWith("note: node " + bed.id("a").substring(0, 8)
                                + " does not answer this node (UNREACHABLE),"
                                + " so its 233 cells can be neither read nor changed from here\n"),
                without::toString);
        nodes.forEach(Running::stop);
        assertEquals(
                ExitCode.UNREACHABLE,
                bed.run("status", "--wait", "1", "-d", "@x", "-c", "@config.json")
                        .code());
    }

    /** A node's row behind its name, with single spaces. */
    private String row(List<String> rows, String name) {
        String start = bed.id(name).substring(0, 8) + " ";
        return rows.stream()
                .filter(row -> row.startsWith(start))
                .findFirst()
                .orElse("")
                .replaceFirst(start, "")
                .replaceAll(" +", " ")
                .strip();
    }

    /** Waits until every storage node runs that epoch. */
    private Ended statusAt(long epoch) {
        Ended status = bed.run("status", "--json", "-c", "@config.json");
        while (status.out().split("\"reachable\":true,\"state\":\"OPEN\",\"epoch\":" + epoch + ",", -1).length < 4) {
            new Ending().pause(100);
            status = bed.run("status", "--json", "-c", "@config.json");
        }
        return status;
    }

    @Test
    void nodesFollowTheirFileAndAppliedConfigsAreAskedFor() throws InterruptedException, IOException {
        bed.swarm("a", "b", "c");
        String z = bed.id("z");
        Ended refused = bed.run("write", "--put.k=v", "--wait=receipt", "-d", "@z", "-c", "@config.json");
        assertEquals(ExitCode.NOT_AUTHORISED, refused.code(), refused::toString);
        assertTrue(refused.err().contains("kvswarm config set -c FILE --writer=" + z), refused::toString);
        assertEquals(1, refused.err().lines().count(), refused::toString);
        assertEquals(
                new Ended(
                        ExitCode.USAGE,
                        "",
                        "kvswarm: config set --apply needs -o FILE here: this swarm has no authority, so its nodes take a"
                                + " config only from the files they watch; nothing was changed\n"),
                bed.run("config", "set", "--writer=" + z, "--apply", "-c", "@config.json", "-d", "@x"));
        String before = Files.readString(bed.path("config.json"));
        Ended moving = bed.run(
                "config",
                "set",
                "--capacity." + z + "=9",
                "--apply",
                "-o",
                "@config.json",
                "-c",
                "@config.json",
                "-d",
                "@x");
        assertEquals(ExitCode.DATA, moving.code(), moving::toString);
        assertTrue(moving.err().contains(" cells would move, cell "), moving::toString);
        assertEquals(before, Files.readString(bed.path("config.json")));
        assertPrinted(
                "",
                bed.run(
                        "config",
                        "set",
                        "--writer=" + z,
                        "--apply",
                        "-o",
                        "@config.json",
                        "-c",
                        "@config.json",
                        "-d",
                        "@x"));
        statusAt(2);
        assertPrinted("", bed.run("write", "--put.k=v", "--wait=receipt", "-d", "@z", "-c", "@config.json"));
        Ended empty = bed.run("config", "set", "-c", "@config.json");
        assertEquals("kvswarm: note: nothing is changed, so this is the config of epoch 2 again\n", empty.err());
        // Files that are no config, or another swarm's, change nothing; the next good one counts.
        String second = Files.readString(bed.path("config.json"));
        Files.writeString(bed.path("config.json"), second.substring(0, 100));
        new Ending().pause(1500);
        bed.run("init", "--capacity." + z + "=1", "--writer=" + z, "-o", "@config.json");
        new Ending().pause(1500);
        Files.writeString(bed.path("config.json"), second);
        statusAt(2);
        assertPrinted("", bed.run("config", "set", "--remove-writer=" + z, "-c", "@config.json", "-o", "@config.json"));
        statusAt(3);
        assertEquals(
                ExitCode.NOT_AUTHORISED,
                bed.run("write", "--put.k=w", "--wait=receipt", "-d", "@z", "-c", "@config.json")
                        .code());
        assertPrinted("v\n", bed.run("get", "k", "-c", "@config.json"));
    }

    @Test
    void anAuthoritysConfigsReachEveryNodeFromOne() throws InterruptedException {
        bed.swarm("a", "b", "c");
        bed.id("key");
        assertPrinted(
                "", bed.run("config", "sign", "--new-authority", "@key", "-c", "@config.json", "-o", "@config.json"));
        statusAt(2);
        String z = bed.id("z");
        Ended unsigned = bed.run("config", "set", "--writer=" + z, "--apply", "-c", "@config.json", "-d", "@x");
        assertEquals(ExitCode.DATA, unsigned.code(), unsigned::toString);
        assertTrue(
                unsigned.err().contains("it is not signed by 1 of the 1 keys of the running config's authority"),
                unsigned::toString);
        Ended applied =
                bed.run("config", "set", "--writer=" + z, "--key", "@key", "--apply", "-c", "@config.json", "-d", "@x");
        assertEquals(ExitCode.DONE, applied.code(), applied::toString);
        assertEquals("", applied.err());
        statusAt(3);
        assertPrinted("", bed.run("write", "--put.k=v", "--wait=receipt", "-d", "@z", "-c", "@config.json"));
    }
}
