package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.Signatures;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a log vouches for is signed in time, covers what changed, and cannot be forged or shown as anything else.
 * With real keys.
 */
final class SignaturesOfLogTest {
    private static final HeadVerifier VERIFIER = Signatures::verify;

    private final LogTestbed bed = new LogTestbed(1);

    SignaturesOfLogTest() {
        bed.keys = LogKeys.of(LogTestbed.KEY);
    }

    @Test
    void headsAreSignedWithin100MillisAndCoverWhatChanged() {
        bed.open();
        bed.append(bed.next(3, 1, 5));
        LogRecord last = bed.next(4, 1, 5);
        bed.append(last);
        bed.untilWritten();
        bed.time.runFor(100_000_000);
        bed.append(bed.next(4, 2, 5));
        bed.untilWritten();
        bed.time.runFor(200_000_000);
        bed.crash();
        bed.open();
        List<SignedHeads> heads = heads();
        assertEquals(2, heads.size());
        assertEquals(Set.of(3, 4), heads.get(0).heads().keySet());
        assertEquals(last.head(), heads.get(0).heads().get(4));
        assertEquals(Set.of(4), heads.get(1).heads().keySet());
        assertTrue(heads.stream().allMatch(signed -> signed.isSigned(LogTestbed.IDENTITY, VERIFIER)));
    }

    @Test
    void headsAreSignedAtTheLatestEvery4096Records() {
        bed.settings = LogSettings.DEFAULT.withBallastBytes(0);
        bed.open();
        bed.loop.run(() -> {
            for (int i = 1; i <= 10_000; i++) {
                bed.log.append(bed.next(0, i, 5));
            }
        });
        bed.untilWritten();
        bed.crash();
        bed.open();
        int since = 0;
        int signatures = 0;
        for (LogRecord record : bed.replayed) {
            since = record.type() == LogRecord.HEADS ? 0 : since + 1;
            signatures += record.type() == LogRecord.HEADS ? 1 : 0;
            assertTrue(since <= 2 * 4096, "after " + record);
        }
        assertTrue(signatures >= 2, signatures + " signatures");
        assertEquals(List.of(), bed.opened.damages());
    }

    @Test
    void tailBeyondTheLastSignatureIsSignedAfterACrash() {
        bed.open();
        bed.appendMany(1, 3);
        bed.untilWritten();
        bed.crash();
        bed.open();
        assertEquals(List.of(), heads());
        bed.settle();
        bed.crash();
        bed.open();
        assertEquals(3, heads().get(0).heads().get(0).index());
        bed.settle();
        bed.crash();
        bed.open();
        assertEquals(1, heads().size());
    }

    @Test
    void signNowCoversWhatWasAppendedBefore() {
        bed.open();
        bed.appendMany(1, 3);
        LogRecord[] signed = new LogRecord[1];
        bed.loop.run(() -> signed[0] = bed.log.signNow());
        assertEquals(4, signed[0].sequence());
        bed.appendMany(4, 1);
        bed.untilWritten();
        SignedHeads heads = SignedHeads.of(signed[0]);
        assertEquals(3, heads.heads().get(0).index());
        assertTrue(heads.isSigned(LogTestbed.IDENTITY, VERIFIER));
        assertEquals(
                3, SignedHeads.of(bed.read(signed[0].position())).heads().get(0).index());
    }

    @Test
    void checkpointHoldsHashStateAndSignature() {
        bed.open();
        LogRecord last = bed.appendMany(1, 3).get(2);
        LogRecord[] made = new LogRecord[1];
        bed.loop.run(() -> made[0] = bed.log.appendCheckpoint(0, new byte[] {1, 2, 3}));
        bed.untilWritten();
        Checkpoint checkpoint = Checkpoint.of(bed.read(made[0].position()));
        assertEquals(last.head(), checkpoint.head());
        assertArrayEquals(new byte[] {1, 2, 3}, checkpoint.state());
        assertTrue(checkpoint.isSigned(LogTestbed.IDENTITY, VERIFIER));
        assertFalse(checkpoint.isSigned(other("log2", 0), VERIFIER));
        assertFalse(checkpoint.isSigned(other("log", 1), VERIFIER));
    }

    @Test
    void forgedHeadsAreNotBelieved() {
        SignedHeads right = signedHeads(LogTestbed.IDENTITY, LogTestbed.KEY);
        assertTrue(right.isSigned(LogTestbed.IDENTITY, VERIFIER));
        assertFalse(right.isSigned(other("log2", 0), VERIFIER));
        assertFalse(right.isSigned(other("log", 1), VERIFIER));
        NodeKey stranger = NodeKey.ofSeed(Hex.parse("01".repeat(32)));
        assertFalse(signedHeads(LogTestbed.IDENTITY, stranger).isSigned(LogTestbed.IDENTITY, VERIFIER));
    }

    @Test
    void everyBitOfSignedHeadsCounts() {
        byte[] body = SignedHeads.sign(heads(1), LogTestbed.IDENTITY, LogTestbed.KEYS.signer());
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] changed = body.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            LogRecord record = LogRecord.ofNode((byte) 1, changed);
            try {
                SignedHeads heads = SignedHeads.of(record);
                assertFalse(heads.isSigned(LogTestbed.IDENTITY, LogTestbed.KEYS.verifier()), "bit " + bit);
            } catch (MalformedBytesException e) {
                assertTrue(e.getMessage().startsWith("SignedHeads."), e.getMessage());
            }
        }
    }

    @Test
    void everyTruncationOfHeadsAndCheckpointsIsRefused() {
        byte[] heads = SignedHeads.sign(heads(2), LogTestbed.IDENTITY, LogTestbed.KEYS.signer());
        byte[] point = Checkpoint.sign(0, heads(1).get(0), new byte[5], LogTestbed.IDENTITY, LogTestbed.KEYS.signer());
        for (int length = 0; length < heads.length; length++) {
            LogRecord record = LogRecord.ofNode((byte) 1, java.util.Arrays.copyOf(heads, length));
            assertThrows(MalformedBytesException.class, () -> SignedHeads.of(record));
        }
        int unsigned = 32 + 4 + 5;
        for (int length = 0; length < point.length; length++) {
            LogRecord record = LogRecord.ofNode((byte) 1, java.util.Arrays.copyOf(point, length));
            if (length == unsigned) {
                assertFalse(Checkpoint.of(record).isSigned(LogTestbed.IDENTITY, (signer, m, s) -> true));
            } else {
                assertThrows(MalformedBytesException.class, () -> Checkpoint.of(record));
            }
        }
    }

    @Test
    void headsAreEncodedInAFixedWay() {
        byte[] body = SignedHeads.sign(
                heads(1), LogTestbed.IDENTITY, LogKeys.of(LogTestbed.KEY).signer());
        String head = "0000000000000001" + "0000000000000002" + "0000000000000003" + "ab".repeat(32);
        String signed = "00000001" + "00000000" + head + "00";
        String digest = Hex.of(CellChain.sha256().digest(Hex.parse(signed)));
        String name = "0003" + "6c6f67";
        byte[] message = Signatures.message("heads", LogTestbed.SWARM, Hex.parse(name + digest));
        assertEquals(signed + Hex.of(LogTestbed.KEY.sign(message)), Hex.of(body));
    }

    @Test
    void logWithoutSignerSignsNothing() {
        bed.keys = LogKeys.NONE;
        bed.open();
        bed.appendMany(1, 3);
        LogRecord[] point = new LogRecord[1];
        bed.loop.run(() -> point[0] = bed.log.appendCheckpoint(0, new byte[1]));
        bed.settle();
        assertThrows(IllegalStateException.class, () -> bed.loop.run(bed.log::signNow));
        assertFalse(Checkpoint.of(point[0]).isSigned(LogTestbed.IDENTITY, (signer, m, s) -> true));
        bed.close();
        bed.open();
        assertEquals(List.of(), heads());
        assertEquals(List.of(), bed.opened.damages());
    }

    @Test
    void tamperedRecordWithARightChecksumIsToldByTheHeads() {
        bed.open();
        bed.appendMany(1, 3);
        bed.close();
        byte[] content = bed.disk.content(LogTestbed.file(1));
        var tampered = new LogRecord(
                (byte) 1,
                false,
                0,
                1,
                1,
                2,
                "another value of 20b".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var out = java.nio.ByteBuffer.wrap(content).position(60 + 58);
        new Framing().putHeader(tampered, 1, 60 + 58, out);
        out.put(tampered.body());
        bed.disk.loseFile(LogTestbed.file(1));
        try {
            bed.disk.replace(LogTestbed.file(1), content);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        bed.open();
        assertEquals(1, bed.opened.damages().size());
        String problem = bed.opened.damages().get(0).problem();
        assertTrue(
                problem.matches("the chain of cell 0 is at index 3 term 1 epoch 1 hash [0-9a-f]{16},"
                        + " expected index 3 term 1 epoch 1 hash [0-9a-f]{16}"),
                problem);
        assertEquals(Set.of(0), bed.opened.brokenCells());
    }

    private List<SignedHeads> heads() {
        return bed.replayed.stream()
                .filter(record -> record.type() == LogRecord.HEADS)
                .map(SignedHeads::of)
                .toList();
    }

    private static java.util.SortedMap<Integer, ChainHead> heads(int cells) {
        java.util.SortedMap<Integer, ChainHead> heads = new java.util.TreeMap<>();
        for (int cell = 0; cell < cells; cell++) {
            heads.put(cell, new ChainHead(1, 2, 3 + cell, Hex.parse("ab".repeat(32))));
        }
        return heads;
    }

    private static SignedHeads signedHeads(LogIdentity identity, NodeKey key) {
        byte[] body = SignedHeads.sign(heads(2), identity, LogKeys.of(key).signer());
        return SignedHeads.of(LogRecord.ofNode((byte) 1, body));
    }

    private static LogIdentity other(String name, int swarm) {
        byte[] id = new byte[SwarmId.BYTES];
        id[0] = (byte) swarm;
        return new LogIdentity(SwarmId.of(id), LogTestbed.NODE, name);
    }
}
