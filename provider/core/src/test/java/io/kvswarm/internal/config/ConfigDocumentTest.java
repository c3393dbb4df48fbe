package io.kvswarm.internal.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.slicing.RandomSlicing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: the original's files are ours and ours are its, and every change is a step from the document before it. */
final class ConfigDocumentTest {
    private static final ConfigDocument FIRST = Configs.example().document();
    private static final String HASH = "b5400b3211877ce1363fbf529f3b623cb63d0c8b750a167915a9ba38eca53222";
    private static final String SWARM = "2a0a0f1345e7028122188d6bc6fa4e93";

    @Test
    void firstConfigIsPrintedAsByTheOriginal() {
        assertEquals(Configs.ORIGINAL, FIRST.toJson());
        assertTrue(FIRST.isOriginal());
    }

    @Test
    void filesOfTheOriginalAreRead() {
        ConfigDocument read = ConfigDocument.parse(Configs.ORIGINAL + "\n");
        assertEquals(FIRST, read);
        assertEquals(FIRST.swarm(), read.swarm());
        assertEquals(1, read.epoch());
        assertEquals(1024, read.cells().cells());
        assertArrayEquals(new byte[16], read.hashKey());
        assertEquals(Readers.ANY, read.readers());
        assertEquals(List.of(Configs.X, Configs.Y), read.writers());
        assertEquals(Configs.ORIGINAL, read.toJson());
        assertEquals(read, ConfigDocument.parse(Configs.ORIGINAL.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everySerializedStateOfTheOriginalComesBack() throws IOException {
        JsonNode vectors = new ObjectMapper()
                .readTree(ConfigDocumentTest.class.getResourceAsStream("/vectors/random-slicing.json"));
        int read = 0;
        for (JsonNode sequence : vectors.get("sequences")) {
            String bins = sequence.get("serialized").asText();
            if (!bins.equals("{}")) {
                // The vectors' keys stand for node ids; the order among ids made from them is the same.
                String json = "{\"writers\":[],\"bins\":" + withIds(bins) + "}";
                assertEquals(
                        json,
                        ConfigDocument.parse(json).toJson(),
                        sequence.get("name").asText());
                read++;
            }
        }
        assertTrue(read > 30, () -> "many sequences, not none");
    }

    private static String withIds(String bins) throws IOException {
        JsonNode tree = new ObjectMapper().readTree(bins);
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append(String.format("\"%064x\":", i))
                    .append(tree.get(names.get(i)));
        }
        return json.append("}").toString();
    }

    @Test
    void swarmIdFollowsFromTheContent() {
        assertEquals(FIRST.swarm(), Configs.example().document().swarm());
        ConfigDocument other = Configs.example().writers(List.of(Configs.X)).document();
        assertNotEquals(FIRST.swarm(), other.swarm());
        SwarmId chosen = SwarmId.parse("00112233445566778899aabbccddeeff");
        ConfigDocument named = Configs.example().swarm(chosen).document();
        assertEquals(chosen, named.swarm());
        assertFalse(named.isOriginal());
        assertEquals(named, ConfigDocument.parse(named.toJson()));
    }

    @Test
    void hashIsFixed() {
        assertEquals(HASH, FIRST.hash().toString());
        assertEquals(SWARM, FIRST.swarm().toString());
        assertEquals("config of swarm " + SWARM + ", epoch 1, hash " + HASH.substring(0, 8), FIRST.toString());
    }

    @Test
    void everyMemberComesBack() {
        ConfigDocument full = full();
        ConfigDocument read = ConfigDocument.parse(full.toJson());
        assertEquals(full, read);
        assertEquals(full.toJson(), read.toJson());
        assertEquals(full.addresses(), read.addresses());
        assertEquals(full.mirrors(), read.mirrors());
        assertEquals(full.redundancy(), read.redundancy());
        assertEquals(full.authority(), read.authority());
        assertEquals(full.readers(), read.readers());
        assertEquals(full.previous(), read.previous());
        assertEquals(full.epoch(), read.epoch());
        assertEquals(full.signatures().keySet(), read.signatures().keySet());
        assertTrue(read.isSignedBy(full.authority()));
    }

    @Test
    void everyMemberCountsInTheHash() {
        ConfigDocument full = full();
        List<ConfigDocument> others = List.of(
                full.withWriter(Configs.A),
                full.withCapacities(Map.of(Configs.A, 6L)),
                full.withReaders(Readers.ANY),
                full.withAddresses(Map.of()),
                full.withMirrors(new Redundancy(2, 1), List.of()),
                full.withAuthority(Authority.NONE));
        Set<ConfigHash> hashes = new java.util.HashSet<>();
        for (ConfigDocument other : others) {
            assertEquals(full.epoch() + 1, other.epoch());
            assertEquals(full.hash(), other.previous().orElseThrow());
            assertEquals(full.swarm(), other.swarm());
            assertTrue(other.signatures().isEmpty());
            hashes.add(other.hash());
        }
        hashes.add(full.hash());
        assertEquals(others.size() + 1, hashes.size());
        byte[] hashKey = new byte[16];
        hashKey[15] = 1;
        assertNotEquals(
                Configs.example().document().hash(),
                Configs.example().hashKey(hashKey).document().hash());
    }

    private static ConfigDocument full() {
        return FIRST.withReaders(Readers.of(List.of(Configs.Y, Configs.B)))
                .withAddresses(Map.of(
                        Configs.A, List.of(new HostPort("a.example", 7000), new HostPort("::1", 7001)),
                        Configs.X, List.of(new HostPort("10.0.0.1", 1))))
                .withMirrors(
                        new Redundancy(3, 1),
                        List.of(
                                new CellMirrors(0, 512, List.of(Configs.B, Configs.C)),
                                new CellMirrors(600, 1024, List.of(Configs.A))))
                .withAuthority(new Authority(List.of(Configs.KEY.id(), Configs.KEY2.id()), 2))
                .signedBy(Configs.KEY)
                .signedBy(Configs.KEY2);
    }

    @Test
    void changeThatChangesNothingIsNoChange() {
        ConfigDocument full = full();
        assertSame(full, full.withWriter(Configs.X));
        assertSame(full, full.withWriters(List.of(Configs.Y, Configs.X)));
        assertSame(full, full.withoutWriter(Configs.A));
        assertSame(full, full.withCapacities(Map.of(Configs.A, 5L)));
        assertSame(full, full.withReaders(full.readers()));
        assertSame(full, full.withAuthority(full.authority()));
    }

    @Test
    void writersComeAndGo() {
        ConfigDocument changed = FIRST.withWriter(Configs.A).withoutWriter(Configs.X);
        assertEquals(List.of(Configs.Y, Configs.A), changed.writers());
        assertTrue(changed.isWriter(Configs.A));
        assertFalse(changed.isWriter(Configs.X));
        assertTrue(FIRST.isWriter(Configs.X));
        assertEquals(3, changed.epoch());
    }

    @Test
    void slicesAreAdjustedFromThoseBefore() {
        ConfigDocument changed = FIRST.withCapacities(Map.of(Configs.A, 10L));
        assertEquals(FIRST.slicing().set(Map.of(Configs.A, 10L)), changed.slicing());
        assertEquals(changed, ConfigDocument.parse(changed.toJson()));
    }

    @Test
    void nodesThatGoMirrorNothing() {
        ConfigDocument changed = full().withCapacities(Map.of(Configs.A, 0L));
        assertEquals(List.of(new CellMirrors(0, 512, List.of(Configs.B, Configs.C))), changed.mirrors());
        assertFalse(changed.isStorageNode(Configs.A));
    }

    @Test
    void lastStorageNodeStays() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> FIRST.withCapacities(Map.of(Configs.A, 0L, Configs.B, 0L, Configs.C, 0L)));
        assertEquals("bins is empty, expected at least one storage node with a capacity", e.getMessage());
    }

    @Test
    void readersAreThoseNamedAndAllMembers() {
        NodeId stranger = Configs.KEY.id();
        assertTrue(FIRST.mayRead(stranger));
        ConfigDocument closed = FIRST.withReaders(Readers.WRITERS);
        assertFalse(closed.mayRead(stranger));
        assertTrue(closed.mayRead(Configs.X));
        assertTrue(closed.mayRead(Configs.A));
        assertTrue(FIRST.withReaders(Readers.of(List.of(stranger))).mayRead(stranger));
        assertEquals(Set.of(Configs.A, Configs.B, Configs.C, Configs.X, Configs.Y), closed.members());
    }

    @Test
    void signaturesCoverTheContentAndTheThresholdCounts() {
        Authority two = new Authority(List.of(Configs.KEY.id(), Configs.KEY2.id(), Configs.KEY3.id()), 2);
        ConfigDocument once = FIRST.signedBy(Configs.KEY);
        assertEquals(FIRST, once);
        assertFalse(once.isSignedBy(two));
        assertTrue(once.isSignedBy(Authority.anyOf(List.of(Configs.KEY.id()))));
        assertFalse(once.signedBy(Configs.key(9)).isSignedBy(two));
        ConfigDocument twice = once.signedBy(Configs.KEY3);
        assertTrue(twice.isSignedBy(two));
        assertFalse(twice.isSignedBy(Authority.NONE));
        String forged = twice.toJson().replaceFirst("\"writers\": \\[\\n\"3f14", "\"writers\": [\n\"3f15");
        assertNotEquals(twice.toJson(), forged);
        assertFalse(ConfigDocument.parse(forged).isSignedBy(two));
    }

    @Test
    void swarmOfManyNodesGetsMoreCells() {
        Map<NodeId, Long> capacities = new java.util.TreeMap<>();
        for (int i = 0; i < 200; i++) {
            capacities.put(NodeId.parse(String.format("%064x", i)), 1L + i % 20);
        }
        ConfigDocument many = ConfigDraft.first(capacities).document();
        assertEquals(8192, many.cells().cells());
        assertTrue(many.isOriginal());
        assertEquals(many, ConfigDocument.parse(many.toJson()));
        assertEquals(RandomSlicing.CELLS_MIN, FIRST.cells().cells());
    }

    @Test
    void stateInWholeCellsComesBack() {
        ConfigDocument config = FIRST;
        for (int i = 0; i < 120; i++) {
            config = config.withCapacities(Map.of(NodeId.parse(String.format("%064x", i)), 1L + i % 20));
        }
        assertEquals(config, ConfigDocument.parse(config.toJson()));
        assertEquals(121, config.epoch());
    }

    @Test
    void partsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Redundancy(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Redundancy(2, 2));
        assertThrows(IllegalArgumentException.class, () -> new Authority(List.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> new Authority(List.of(Configs.KEY.id()), 0));
        assertThrows(IllegalArgumentException.class, () -> new Authority(List.of(Configs.KEY.id()), 2));
        assertThrows(IllegalArgumentException.class, () -> new CellMirrors(5, 5, List.of(Configs.A)));
        assertThrows(IllegalArgumentException.class, () -> new CellMirrors(5, 6, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new CellMirrors(5, 6, List.of(Configs.A, Configs.A)));
        NodeId zero = NodeId.of(new byte[NodeId.BYTES]);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Authority.anyOf(List.of(zero)));
        assertEquals(
                "authority key " + zero + " is no public key, expected the id of a node or of a key file",
                e.getMessage());
        Redundancy two = new Redundancy(2, 0);
        List<CellMirrors> overlapping =
                List.of(new CellMirrors(0, 10, List.of(Configs.A)), new CellMirrors(9, 20, List.of(Configs.B)));
        assertEquals(
                "mirrors of cells 9 to 20 overlap the range before or end after cell 1024, expected rising ranges of"
                        + " the cells there are",
                assertThrows(IllegalArgumentException.class, () -> FIRST.withMirrors(two, overlapping))
                        .getMessage());
        List<CellMirrors> strange = List.of(new CellMirrors(0, 10, List.of(Configs.X)));
        assertEquals(
                "mirrors of cells 0 to 10 name 3f14e192, expected storage nodes only",
                assertThrows(IllegalArgumentException.class, () -> FIRST.withMirrors(two, strange))
                        .getMessage());
    }
}
