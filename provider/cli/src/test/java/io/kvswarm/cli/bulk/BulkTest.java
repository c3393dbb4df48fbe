package io.kvswarm.cli.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: entries come out as they went in, however their bytes are cut, and wrong input is refused by its line. */
final class BulkTest {
    @TempDir
    Path directory;

    private static EntryRecord entry(String key, String value) {
        return new EntryRecord(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    private static Progress progress() {
        return new Progress(Clock.system(), null);
    }

    private static JsonLinesSource json(String text) throws IOException {
        return new JsonLinesSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "input");
    }

    @Test
    void entriesSurviveEveryCutOfTheirBytes() throws IOException {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        List<EntryRecord> entries = new ArrayList<>(List.of(entry("", ""), entry("k", ""), entry("", "v")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            entries.add(entry("k".repeat(random.nextInt(20)), "v".repeat(random.nextInt(2000))));
        }
        for (EntryRecord entry : entries) {
            entry.writeTo(bytes);
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        TargetStream target = new TargetStream(new JsonLinesTarget(lines), progress());
        byte[] all = bytes.toByteArray();
        for (int done = 0; done < all.length; ) {
            int count = Math.min(all.length - done, 1 + random.nextInt(700));
            target.write(all, done, count);
            done += count;
        }
        target.finish();
        EntryReader reader =
                new EntryReader(new SourceStream(json(lines.toString(StandardCharsets.UTF_8)), progress()));
        for (EntryRecord entry : entries) {
            EntryRecord read = reader.next();
            assertArrayEquals(entry.key(), read.key(), "seed " + seed);
            assertArrayEquals(entry.value(), read.value(), "seed " + seed);
        }
        assertNull(reader.next());
    }

    @Test
    void truncatedAndOversizedEntriesAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entry("key", "value").writeTo(bytes);
        byte[] whole = bytes.toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] shorter = Arrays.copyOf(whole, length);
            assertThrows(EOFException.class, () -> new EntryReader(new ByteArrayInputStream(shorter)).next());
        }
        byte[] tooLong = {0, 1, 0, 1, 0, 0, 0, 0};
        assertEquals(
                "entry with a key of 65537 and a value of 0 bytes, expected at most 65536 and 67108864",
                assertThrows(IOException.class, () -> new EntryReader(new ByteArrayInputStream(tooLong)).next())
                        .getMessage());
    }

    @Test
    void bytesThatAreNoTextStandAsBase64() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        JsonLinesTarget target = new JsonLinesTarget(lines);
        target.take(new EntryRecord("a\"\n".getBytes(StandardCharsets.UTF_8), new byte[] {-1}));
        target.finish();
        String line = "{\"key\":\"a\\\"\\n\",\"valueBase64\":\"/w==\"}\n";
        assertEquals(line, lines.toString(StandardCharsets.UTF_8));
        EntryRecord back = json(line).next();
        assertArrayEquals(new byte[] {-1}, back.value());
    }

    @Test
    void wrongLinesAreRefusedByNumberAndShowNoValue() {
        String good = "{\"key\":\"a\",\"value\":\"b\"}\n";
        for (String bad : List.of(
                "{\"key\":\"a\"}",
                "[]",
                "1",
                "{\"key\":1,\"value\":\"b\"}",
                "{\"key\":\"a\",\"value\":\"b\",\"c\":\"d\"}",
                "{\"key\":\"a\",\"key\":\"a\",\"value\":\"b\"}",
                "{\"key\":{},\"value\":\"b\"}",
                "secret",
                "{\"key\":\"secret",
                "{\"keyBase64\":\"?secret\",\"value\":\"\"}")) {
            SwarmException refusal = assertThrows(
                    SwarmException.class,
                    () -> {
                        JsonLinesSource source = json(good + bad);
                        source.next();
                        source.next();
                    },
                    bad);
            assertTrue(refusal.getMessage().startsWith("input, line 2: is no"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
        }
    }

    @Test
    void filesGoInAndComeOutUnderTheirPaths() throws IOException {
        Path from = directory.resolve("from");
        Files.createDirectories(from.resolve("a/b"));
        Files.writeString(from.resolve("a/b/c"), "1");
        Files.writeString(from.resolve("z"), "");
        Files.createSymbolicLink(from.resolve("link"), from.resolve("z"));
        Path to = directory.resolve("to");
        try (FileSource source = FileSource.of(from);
                DirectoryTarget target = new DirectoryTarget(to)) {
            assertEquals(2, source.expected());
            for (EntryRecord entry = source.next(); entry != null; entry = source.next()) {
                target.take(entry);
            }
            assertFalse(Files.exists(to));
            target.finish();
        }
        assertEquals("1", Files.readString(to.resolve("a/b/c")));
        assertEquals("", Files.readString(to.resolve("z")));
    }

    @Test
    void keysThatAreNoPathsAreLeftOutAndNeverWrittenElsewhere() throws IOException {
        List<String> keys =
                List.of("", "/etc/x", "../x", "a/../../x", "a//b", ".", "a/.", "n\0ul", "p".repeat(256), "f/sub", "f");
        Path to = directory.resolve("to");
        try (DirectoryTarget target = new DirectoryTarget(to)) {
            for (String key : keys) {
                target.take(entry(key, "v"));
            }
            target.take(new EntryRecord(new byte[] {-1}, new byte[0]));
            assertEquals(keys.size(), target.leftOut());
            target.finish();
        }
        try (var files = Files.walk(directory).filter(Files::isRegularFile)) {
            assertEquals(List.of(to.resolve("f/sub")), files.toList());
        }
    }

    @Test
    void whatIsNotFinishedLeavesNoTrace() throws IOException {
        Path file = directory.resolve("out.json");
        Files.writeString(file, "old");
        try (JsonFileTarget target = new JsonFileTarget(file)) {
            target.take(entry("k", "v"));
        }
        try (DirectoryTarget target = new DirectoryTarget(directory.resolve("d"))) {
            target.take(entry("k", "v"));
        }
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void classesOfAModuleAreThere() throws IOException {
        try (FileSource source = FileSource.ofModule("jrt:/java.base")) {
            assertTrue(source.expected() > 5000, () -> "" + source.expected());
        }
        assertThrows(SwarmException.class, () -> FileSource.ofModule("jrt:/no.such.module"));
        assertThrows(SwarmException.class, () -> FileSource.of(directory.resolve("none")));
    }
}
