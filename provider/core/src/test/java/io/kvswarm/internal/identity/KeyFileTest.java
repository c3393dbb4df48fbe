package io.kvswarm.internal.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a node keeps its id, nobody else can read its key, and a key that cannot be trusted is never used. */
final class KeyFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path parent;

    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        directory = parent.resolve("deep/data");
        file = directory.resolve("identity");
    }

    @Test
    void idStaysTheSame() {
        NodeId id = KeyFile.openOrCreate(directory, RANDOM).id();
        assertEquals(id, KeyFile.openOrCreate(directory, RANDOM).id());
        assertEquals(Optional.of(id), KeyFile.open(directory).map(NodeKey::id));
        assertNotEquals(
                id, KeyFile.openOrCreate(parent.resolve("other"), RANDOM).id());
    }

    @Test
    void openingWithoutAKeyMakesNothing() {
        assertTrue(KeyFile.open(directory).isEmpty());
        assertFalse(Files.exists(directory));
    }

    @Test
    void onlyTheOwnerMayReadWhatIsMade() throws IOException {
        KeyFile.openOrCreate(directory, RANDOM);
        assertEquals("rwx------", permissions(directory));
        assertEquals("rw-------", permissions(file));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void layoutIsFixed() throws IOException {
        NodeKey key = KeyFile.openOrCreate(directory, RANDOM);
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(77, bytes.length);
        assertEquals("6b76737761726d4b01" + Hex.of(key.seed()) + key.id(), Hex.of(Arrays.copyOf(bytes, 73)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void fileOpenToOthersIsRefused(String mode) throws IOException {
        KeyFile.openOrCreate(directory, RANDOM);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        SwarmException e = assertThrows(SwarmException.class, () -> KeyFile.openOrCreate(directory, RANDOM));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
        assertEquals(
                file + " has permissions " + mode + ", expected at most rw-------, because it keeps the node's secret"
                        + " key: run chmod 600 " + file,
                e.getMessage());
        assertEquals(
                e.getMessage(),
                assertThrows(SwarmException.class, () -> KeyFile.open(directory))
                        .getMessage());
    }

    @Test
    void directoryOpenToOthersIsRefusedAndGetsNoKey() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        SwarmException e = assertThrows(SwarmException.class, () -> KeyFile.openOrCreate(directory, RANDOM));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
        assertEquals(
                directory + " has permissions rwxr-xr-x, expected at most rwx------, because it keeps the node's secret"
                        + " key: run chmod 700 " + directory,
                e.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void everyDamagedBitIsNoticed() throws IOException {
        KeyFile.openOrCreate(directory, RANDOM);
        byte[] bytes = Files.readAllBytes(file);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertEquals(ErrorCode.CORRUPT, refusal().code(), "bit " + bit);
        }
    }

    @Test
    void everyTruncationAndEveryExtensionIsNoticed() throws IOException {
        KeyFile.openOrCreate(directory, RANDOM);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length <= 2 * bytes.length; length++) {
            if (length != bytes.length) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertEquals(ErrorCode.CORRUPT, refusal().code(), "length " + length);
            }
        }
    }

    @Test
    void damageIsExplained() throws IOException {
        KeyFile.openOrCreate(directory, RANDOM);
        Files.write(file, new byte[] {1, 2, 3});
        assertEquals(
                file + ": identity.magic: needs 8 bytes, 3 left; the node's key is damaged and cannot be restored from"
                        + " the rest of the directory: put back a copy of this file, or start with an empty directory,"
                        + " which gives a new node id",
                refusal().getMessage());
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path plain = Files.createFile(parent.resolve("plain"));
        SwarmException e = assertThrows(SwarmException.class, () -> KeyFile.openOrCreate(plain, RANDOM));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
        assertEquals(plain + " is a file, expected a directory; nothing was changed", e.getMessage());
        SwarmException below =
                assertThrows(SwarmException.class, () -> KeyFile.openOrCreate(plain.resolve("data"), RANDOM));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, below.code());
    }

    @Test
    void manyAtOnceAgreeOnOneKey() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<NodeId>> ids = Stream.generate(() -> executor.submit(() -> {
                        start.countDown();
                        start.await();
                        return KeyFile.openOrCreate(directory, RANDOM).id();
                    }))
                    .limit(threads)
                    .toList();
            for (Future<NodeId> id : ids) {
                assertEquals(ids.get(0).get(), id.get());
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private SwarmException refusal() {
        return assertThrows(SwarmException.class, () -> KeyFile.openOrCreate(directory, RANDOM));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
