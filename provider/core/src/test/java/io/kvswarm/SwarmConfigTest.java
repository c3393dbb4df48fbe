package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.identity.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: an application makes, reads, changes, signs and saves configs, and is told what is wrong with one. */
final class SwarmConfigTest {
    private static final NodeId A = NodeId.parse("ae23b563f5d0e16b64f6e6b0e1a3fa4da5f45046ae27071718000905328702dc");
    private static final NodeId B = NodeId.parse("7f674794c2f20cfb5721495208cd18c7ba265a75159f7c701ac5bbb2800bfda5");
    private static final NodeId C = NodeId.parse("5320db60f00b90851d22d9b8561b78cf2f2f096c7c337d3fa4b39694bd076bff");
    private static final NodeId X = NodeId.parse("3f14e192bb51fb2a7c1b492f01560368c9b74d1adc4d547d153388b0728287e1");
    private static final NodeId Y = NodeId.parse("557dbaee0dcf9d6f4daf50cb551d7937deabda8419e9fcae2ebe90137fdc70a4");
    private static final String JSON = "{\"writers\":[\"" + X + "\",\"" + Y + "\"],\"bins\":{\"" + C
            + "\":{\"size\":7,\"slices\":[[[\"15\",\"22\"],[\"1\",\"1\"]]]},\"" + B
            + "\":{\"size\":10,\"slices\":[[[\"5\",\"22\"],[\"15\",\"22\"]]]},\"" + A
            + "\":{\"size\":5,\"slices\":[[[\"0\",\"1\"],[\"5\",\"22\"]]]}}}";

    @TempDir
    Path directory;

    private static SwarmConfig example() {
        return SwarmConfig.builder()
                .capacity(A, 5)
                .capacity(B, 10)
                .capacity(C, 7)
                .writer(X)
                .writer(Y)
                .build();
    }

    @Test
    void severalChangesMakeOneEpoch() {
        SwarmConfig first = example();
        SwarmConfig next = first.withoutWriter(X).withReaders(Readers.WRITERS).asNextOf(first);
        assertEquals(2, next.epoch());
        assertEquals(Optional.of(first.hash()), next.previousHash());
        assertEquals(List.of(Y), next.writers());
        assertEquals(Readers.WRITERS, next.readers());
        assertEquals(next.toJson(), SwarmConfig.parse(next.toJson()).toJson());
        SwarmConfig back = first.withoutWriter(Y).withWriter(Y).asNextOf(first);
        assertSame(first, back);
    }

    @Test
    void anotherSwarmsConfigHasNoNextHere() {
        SwarmConfig other = SwarmConfig.builder().capacity(A, 1).build();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> example().asNextOf(other));
        assertEquals(
                "config before is of swarm " + other.swarmId() + ", expected one of swarm "
                        + example().swarmId(),
                refusal.getMessage());
    }

    @Test
    void textIsTheOriginals() {
        assertEquals(JSON, example().toJson());
        assertEquals(example(), SwarmConfig.parse(JSON));
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        capacities.put(A, 5L);
        capacities.put(B, 10L);
        capacities.put(C, 7L);
        assertEquals(example(), SwarmConfig.of(capacities, List.of(X, Y)));
        assertEquals(example().hashCode(), SwarmConfig.parse(JSON).hashCode());
    }

    @Test
    void itSaysWhatItSays() {
        SwarmConfig config = example();
        assertEquals(1, config.epoch());
        assertEquals(Optional.empty(), config.previousHash());
        assertEquals(List.of(X, Y), config.writers());
        assertEquals(Map.of(A, 5L, B, 10L, C, 7L), config.capacities());
        assertEquals(Readers.ANY, config.readers());
        assertEquals(1024, config.cells());
        assertEquals(10.0 / 22, config.shareOf(B));
        assertEquals(0, config.shareOf(X));
        assertEquals(233 + 466 + 325, config.cellsOwnedBy(A) + config.cellsOwnedBy(B) + config.cellsOwnedBy(C));
        assertEquals(0, config.cellsOwnedBy(X));
        assertTrue(config.toString().startsWith("config of swarm " + config.swarmId() + ", epoch 1, hash "));
    }

    @Test
    void keysAreRoutedAsByTheOriginal() {
        assertEquals(B, example().ownerOf("greeting"));
        assertEquals(C, example().ownerOf("cool"));
        assertEquals(C, example().ownerOf(new byte[0]));
        assertEquals(A, example().ownerOf("key-17"));
        assertEquals(0xd7 * 4, example().cellOf(new byte[0]));
    }

    @Test
    void changesAreTheNextEpoch() {
        SwarmConfig first = example();
        SwarmConfig next = first.withWriter(A).withoutWriter(X).withReaders(Readers.WRITERS);
        assertEquals(4, next.epoch());
        assertEquals(first.swarmId(), next.swarmId());
        assertEquals(List.of(Y, A), next.writers());
        assertEquals(Optional.of(first.hash()), first.withWriter(A).previousHash());
        assertNotEquals(first.hash(), next.hash());
        assertEquals(next, SwarmConfig.parse(next.toJson()));
        assertSame(first, first.withWriter(X));
        assertSame(first, first.withWriters(List.of(Y, X)));
        assertEquals(0, next.cellsMovedFrom(first));
        HostPort address = new HostPort("a", 1);
        assertEquals(
                Map.of(A, List.of(address)),
                first.withAddresses(Map.of(A, List.of(address))).addresses());
    }

    @Test
    void capacitiesMoveNoMoreThanTheyMust() {
        SwarmConfig first = example();
        SwarmConfig next = first.withCapacities(Map.of(A, 10L, C, 0L));
        assertEquals(Map.of(A, 10L, B, 10L), next.capacities());
        // A gains 1/2 - 5/22, B gains 1/2 - 10/22 of 1,024 cells.
        assertEquals(326, next.cellsMovedFrom(first), 2);
    }

    @Test
    void wrongCapacitiesAreRefused() {
        assertEquals(
                "capacity of " + A + " is -1, expected a whole number from 0, which takes the node out, to"
                        + " 9007199254740991",
                assertThrows(IllegalArgumentException.class, () -> example().withCapacities(Map.of(A, -1L)))
                        .getMessage());
        assertEquals(
                "bins is empty, expected at least one storage node with a capacity",
                assertThrows(IllegalArgumentException.class, () -> SwarmConfig.of(Map.of(), List.of(X)))
                        .getMessage());
    }

    @Test
    void builderSetsEverything() {
        NodeId key = KeyFile.openOrCreate(directory.resolve("key"), new SecureRandom())
                .id();
        SwarmConfig config = SwarmConfig.builder()
                .capacity(A, 1)
                .writer(X)
                .readers(Readers.of(List.of(Y)))
                .addresses(A, List.of(new HostPort("a", 7000)))
                .authority(List.of(key), 1)
                .cells(4096)
                .hashKey(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
                .build();
        assertEquals(1, config.epoch());
        assertEquals(4096, config.cells());
        assertEquals(List.of(key), config.authority());
        assertEquals(1, config.authorityThreshold());
        assertEquals(config, SwarmConfig.parse(config.toJson()));
        SwarmId swarm = config.swarmId();
        assertNotEquals(swarm, example().swarmId());
    }

    @Test
    void keyOfADirectorySigns() {
        Path keys = directory.resolve("key");
        NodeId key = KeyFile.openOrCreate(keys, new SecureRandom()).id();
        SwarmConfig config = example().withAuthority(List.of(key), 1);
        assertFalse(config.isSigned());
        SwarmConfig signed = config.signedBy(keys);
        assertTrue(signed.isSigned());
        assertEquals(Set.of(key), signed.signers());
        assertEquals(config, signed);
        assertTrue(SwarmConfig.parse(signed.toJson()).isSigned());
        Path none = directory.resolve("none");
        SwarmException e = assertThrows(SwarmException.class, () -> config.signedBy(none));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, e.code());
        assertEquals(
                none + " has no key to sign with, expected the data directory of a node; kvswarm id -d " + none
                        + " makes one",
                e.getMessage());
    }

    @Test
    void fileIsReplacedAsAWhole() throws IOException {
        Path file = directory.resolve("config.json");
        example().save(file);
        assertEquals(JSON + "\n", Files.readString(file));
        SwarmConfig next = example().withWriter(A);
        next.save(file);
        assertEquals(next, SwarmConfig.load(file));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void fileErrorsNameTheFile() throws IOException {
        Path file = directory.resolve("config.json");
        SwarmException missing = assertThrows(SwarmException.class, () -> SwarmConfig.load(file));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, missing.code());
        assertEquals(file + " cannot be read: NoSuchFileException " + file, missing.getMessage());
        Files.writeString(file, "{\"bins\":[]}");
        SwarmException wrong = assertThrows(SwarmException.class, () -> SwarmConfig.load(file));
        assertEquals(ErrorCode.MALFORMED, wrong.code());
        assertEquals(file + ": config at /bins: found a list, expected an object in braces", wrong.getMessage());
        Path nowhere = directory.resolve("no/such/config.json");
        SwarmException lost = assertThrows(SwarmException.class, () -> example().save(nowhere));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, lost.code());
        assertTrue(lost.getMessage().startsWith(nowhere + " cannot be written and still has its old content: "));
    }
}
