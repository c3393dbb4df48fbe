package io.kvswarm.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: the chain covers what it should, in order, and knows when it is broken. */
final class CellChainTest {
    private final CellChain chain = new CellChain();

    @Test
    void hashIsOfTheOneBeforeAndTheRecord() {
        ChainHead first = chain.extend(record(0, 2, 3, 1, 'a'));
        String fields = "0000000000000002" + "0000000000000003" + "0000000000000001" + "01" + "61";
        assertEquals(sha256("00".repeat(32) + fields), Hex.of(first.hash()));
        // The same once more, made by sha256sum.
        assertEquals("7e606c61d98c28175721275212c168f22fce0e60a896770b5a21ccd40d489cfb", Hex.of(first.hash()));
        ChainHead second = chain.extend(record(0, 2, 4, 2, 'b'));
        fields = "0000000000000002" + "0000000000000004" + "0000000000000002" + "01" + "62";
        assertEquals(sha256(Hex.of(first.hash()) + fields), Hex.of(second.hash()));
    }

    @Test
    void everyFieldCounts() {
        ChainHead head = new CellChain().extend(record(0, 2, 3, 1, 'a'));
        assertEquals(head, new CellChain().extend(record(1, 2, 3, 1, 'a')));
        assertNotEquals(head, new CellChain().extend(record(0, 1, 3, 1, 'a')));
        assertNotEquals(head, new CellChain().extend(record(0, 2, 4, 1, 'a')));
        assertNotEquals(head, new CellChain().extend(record(0, 2, 3, 1, 'b')));
        LogRecord otherType = new LogRecord((byte) 2, false, 0, 2, 3, 1, new byte[] {'a'});
        assertNotEquals(head, new CellChain().extend(otherType));
    }

    @Test
    void recordThatIsNotTheNextIsAMistakeWhenWritten() {
        chain.extend(record(0, 1, 1, 1, 'a'));
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> chain.extend(record(0, 1, 1, 3, 'c')));
        assertEquals("record type 1 cell 0 index 3 (1 bytes) does not follow index 1", e.getMessage());
    }

    @Test
    void recordThatIsNotTheNextBreaksTheChainWhenRead() {
        chain.extendIfNext(record(0, 1, 1, 1, 'a'));
        assertNull(chain.extendIfNext(record(0, 1, 1, 3, 'c')));
        assertNull(chain.extendIfNext(record(0, 1, 1, 4, 'd')));
        assertTrue(chain.isBroken(0));
        assertEquals(Set.of(0), chain.brokenCells());
        assertEquals(Map.of(), chain.wholeHeads());
        chain.extendIfNext(record(9, 1, 1, 1, 'a'));
        assertFalse(chain.isBroken(9));
    }

    @Test
    void anchorMendsTheChain() {
        ChainHead there = new ChainHead(1, 1, 4, new byte[32]);
        chain.breakAt(0);
        assertTrue(chain.agreesWith(0, there));
        chain.anchor(0, there);
        assertFalse(chain.isBroken(0));
        assertEquals(5, chain.extendIfNext(record(0, 1, 1, 5, 'e')).index());
        assertFalse(chain.agreesWith(0, there));
    }

    @Test
    void unsignedHeadsAreTakenOnce() {
        assertFalse(chain.hasUnsigned());
        ChainHead five = chain.extend(record(5, 1, 1, 1, 'a'));
        ChainHead large = chain.extend(record(65_535, 1, 1, 1, 'a'));
        chain.extend(record(7, 1, 1, 1, 'a'));
        chain.breakAt(7);
        assertEquals(Map.of(5, five, 65_535, large), chain.takeUnsigned());
        assertFalse(chain.hasUnsigned());
        chain.extend(record(5, 1, 1, 2, 'b'));
        assertEquals(Set.of(5), chain.takeUnsigned().keySet());
    }

    @Test
    void headIsEncodedInAFixedWay() {
        ChainHead head = new ChainHead(2, 3, 4, Hex.parse("ab".repeat(32)));
        ByteSink out = new ByteSink(ChainHead.BYTES);
        head.writeTo(out);
        String encoded = "0000000000000002" + "0000000000000003" + "0000000000000004" + "ab".repeat(32);
        assertEquals(encoded, Hex.of(out.toBytes()));
        assertEquals(head, ChainHead.readFrom(new BodyReader("x", ByteBuffer.wrap(out.toBytes()))));
        assertEquals("index 4 term 3 epoch 2 hash abababababababab", head.toString());
        for (int length = 0; length < ChainHead.BYTES; length++) {
            BodyReader shorter = new BodyReader("x", ByteBuffer.wrap(out.toBytes(), 0, length));
            assertThrows(MalformedBytesException.class, () -> ChainHead.readFrom(shorter));
        }
    }

    @Test
    void positionIsEncodedInAFixedWay() {
        RecordPosition position = new RecordPosition(1, 2, 3);
        ByteSink out = new ByteSink(RecordPosition.BYTES);
        position.writeTo(out);
        assertEquals("0000000000000001" + "00000002" + "00000003", Hex.of(out.toBytes()));
        assertEquals(position, RecordPosition.readFrom(new BodyReader("x", ByteBuffer.wrap(out.toBytes()))));
        assertEquals(new RecordPosition(1, 5, 0), position.end());
        assertTrue(position.compareTo(new RecordPosition(1, 3, 0)) < 0);
        assertTrue(position.compareTo(new RecordPosition(0, 9, 0)) > 0);
        BodyReader negative = new BodyReader("x", ByteBuffer.wrap(Hex.parse("ff".repeat(16))));
        MalformedBytesException e =
                assertThrows(MalformedBytesException.class, () -> RecordPosition.readFrom(negative));
        assertEquals("x.position.segment: is -1, expected 0 to 9223372036854775807", e.getMessage());
    }

    private static String sha256(String hex) {
        return Hex.of(CellChain.sha256().digest(Hex.parse(hex)));
    }

    private static LogRecord record(int cell, long cellEpoch, long term, long index, char body) {
        return new LogRecord((byte) 1, false, cell, cellEpoch, term, index, new byte[] {(byte) body});
    }
}
