package io.kvswarm.jcache.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what applications in several processes share, and hear of each other. Method: three of them, with one identity
 * file, on a swarm of three storage nodes, all processes.
 */
@Tag("process")
final class SharingTest {
    /** So often it is asked until storage nodes have made room. */
    private static final int ASKED_MAX = 1_000;

    private static final int CHANGES = 40;

    private static Path directory;
    private static StorageProcesses swarm;
    private static JvmProcess one;
    private static JvmProcess two;
    private static JvmProcess three;

    @BeforeAll
    static void start(@TempDir Path place) throws InterruptedException {
        directory = place;
        swarm = new StorageProcesses(directory);
        List<JvmProcess> applications = swarm.clients(3);
        one = applications.get(0);
        two = applications.get(1);
        three = applications.get(2);
    }

    @AfterAll
    static void stop() {
        swarm.close();
    }

    @Test
    void applicationsWithOneIdentityFileAreNodesOfTheirOwnThatActForOneWriter() throws InterruptedException {
        String writer = StorageProcesses.idOf(directory, "writer").toString();
        Set<String> nodes = new HashSet<>();
        for (JvmProcess application : List.of(one, two, three)) {
            assertEquals("made", application.ask("create together"));
            String[] who = application.ask("who").split(" ");
            assertEquals(writer, who[1]);
            nodes.add(who[0]);
        }
        assertEquals(3, nodes.size());
        assertFalse(nodes.contains(writer));
        assertEquals("done", one.ask("put together key value"));
        assertEquals("value", two.ask("get together key"));
        assertEquals("value", three.ask("get together key"));
    }

    @Test
    void eachListenerIsToldOfEveryChangeOfAnyProcessOnceAndInTheOrderOfTheKey() throws InterruptedException {
        assertEquals("made", one.ask("create told"));
        assertEquals("made", two.ask("create told"));
        assertEquals("made", three.ask("create told"));
        assertEquals("done", one.ask("listen told"));
        assertEquals("done", two.ask("listen told"));
        List<String> expected = new ArrayList<>();
        for (String key : List.of("a", "b")) {
            JvmProcess changing = key.equals("a") ? one : three;
            for (int i = 0; i < CHANGES; i++) {
                assertEquals("done", changing.ask("put told " + key + " " + i));
                expected.add(key + (i == 0 ? " created null>0" : " updated " + (i - 1) + ">" + i));
            }
        }
        for (JvmProcess listening : List.of(one, two)) {
            List<String> told = Arrays.asList(
                    listening.ask("events told " + expected.size()).split(","));
            for (String key : List.of("a", "b")) {
                assertEquals(of(key, expected), of(key, told));
            }
        }
        // Would come after what was told twice.
        assertEquals("done", three.ask("put told a last"));
        assertEquals("done", three.ask("put told b last"));
        for (JvmProcess listening : List.of(one, two)) {
            Set<String> last = Set.of(listening.ask("events told 2").split(","));
            assertEquals(Set.of("a updated 39>last", "b updated 39>last"), last);
        }
    }

    private static List<String> of(String key, List<String> events) {
        return events.stream().filter(event -> event.startsWith(key + " ")).toList();
    }

    @Test
    void aCacheThatOneProcessDestroysIsClosedInTheOthersAndItsNameIsFree() throws InterruptedException {
        assertEquals("made", one.ask("create gone"));
        assertEquals("made", two.ask("create gone"));
        assertEquals("done", two.ask("put gone key value"));
        assertEquals("done", one.ask("destroy gone"));
        assertEquals("failed IllegalStateException: the cache \"gone\" was destroyed", two.ask("get gone key"));
        assertEquals("true", two.ask("closed gone"));
        assertEquals("true", one.ask("closed gone"));
        // Of other settings than the one before.
        assertEquals("made", three.ask("create gone 60"));
        assertEquals("null", three.ask("get gone key"));
    }

    @Test
    void namesInTheFileExistAndPatternsGiveSettings() throws InterruptedException {
        URI uri = swarm.client(
                "settings",
                "templates: { 'small-*': { max-entries: 1024 } }",
                "caches: { orders: { key-type: java.lang.String } }");
        JvmProcess first = swarm.application("settings-1", uri);
        JvmProcess second = swarm.application("settings-2", uri);
        assertEquals("orders", first.ask("names"));
        assertEquals("none", first.ask("open small-1"));
        assertEquals("open", first.ask("open orders"));
        assertEquals("done", first.ask("put orders key value"));
        assertEquals("value", second.ask("get orders key"));
        assertEquals("made", first.ask("create small-1"));
        assertEquals("orders,small-1", first.ask("names"));
        assertEquals("done", first.ask("fill small-1 3000"));
        assertEquals("made", second.ask("create small-1"));
        // Storage nodes make room behind the changes that ask for it.
        int size = Integer.parseInt(second.ask("size small-1"));
        for (int i = 0; i < ASKED_MAX && size > 1024; i++) {
            size = Integer.parseInt(second.ask("size small-1"));
        }
        assertTrue(size > 100 && size <= 1024, "has " + size + " entries");
        // Without the pattern the same cache would be one without a bound.
        assertTrue(one.ask("create small-1")
                .startsWith("failed CacheException: the swarm has a cache named \"small-1\""
                        + " already: its bounds are "));
    }

    @Test
    void valuesAreMadeOfEachApplicationsOwnClassesAndAreMissesWhereTheClassIsMissing() throws Exception {
        URI uri = swarm.client("points");
        JvmProcess writer = swarm.application("points-1", uri, classes("classes-1"));
        JvmProcess reader = swarm.application("points-2", uri, classes("classes-2"));
        for (JvmProcess application : List.of(writer, reader, one)) {
            assertEquals("made", application.ask("create points"));
        }
        assertEquals("done", writer.ask("putPoint points p"));
        assertEquals("done", writer.ask("putPoint points q"));
        assertEquals("own", reader.ask("getPoint points p"));
        assertEquals("null", one.ask("get points p"));
        assertEquals("null", one.ask("get points q"));
        List<String> warnings = one.log()
                .lines()
                .filter(line ->
                        line.contains("cache points has entries that cannot be decoded here; they count as absent"))
                .collect(Collectors.toList());
        assertEquals(1, warnings.size(), warnings::toString);
    }

    /** A directory with a class Point. */
    private static Path classes(String name) throws IOException {
        Path place = Files.createDirectory(directory.resolve(name));
        Path source = Files.writeString(place.resolve("Point.java"), "public record Point(int x, int y) {}");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", place.toString(), source.toString()));
        return place;
    }
}
