package io.kvswarm.internal.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.identity.Delegation.Grant;
import io.kvswarm.internal.identity.Delegation.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a writer lends to a session is fixed by its signature, to the byte, and a volatile session ends.
 * Method: one fixed encoding, its round trip, every bit changed, every shorter body, every limit broken by one.
 */
final class DelegationTest {
    private static final NodeKey WRITER = NodeKey.ofSeed(new byte[NodeKey.SEED_BYTES]);
    private static final SwarmId SWARM = SwarmId.parse("00112233445566778899aabbccddeeff");
    private static final SessionId SESSION = SessionId.of(Hex.parse("ffeeddccbbaa99887766554433221100"));
    private static final NodeKey SESSION_KEY = NodeKey.ofSeed(Hex.parse("01".repeat(32)));
    private static final long ISSUED = 1_700_000_000_000L;
    private static final long DAY = 86_400_000L;
    private static final Grant GRANT = Grant.inMemory(SWARM, SESSION, SESSION_KEY.id(), ISSUED);
    private static final String ENCODED =
            "0102" + SWARM + WRITER.id() + SESSION + SESSION_KEY.id() + "0000018bcfe56800" + "0000018bd50bc400";

    @Test
    void encodingIsFixed() {
        byte[] bytes = Delegation.sign(WRITER, GRANT).toBytes();
        assertEquals(Delegation.BYTES, bytes.length);
        assertEquals(ENCODED, Hex.of(Arrays.copyOf(bytes, 114)));
        byte[] message = Signatures.message("delegation", SWARM, Arrays.copyOf(bytes, 114));
        assertEquals(Hex.of(WRITER.sign(message)), Hex.of(Arrays.copyOfRange(bytes, 114, 178)));
    }

    @Test
    void bytesComeBack() {
        Delegation delegation = Delegation.sign(WRITER, GRANT);
        Delegation read = read(delegation.toBytes());
        assertEquals(delegation, read);
        assertEquals(delegation.hashCode(), read.hashCode());
        assertTrue(read.isSigned());
        assertEquals(WRITER.id(), read.writer());
        assertEquals(GRANT, read.grant());
    }

    @Test
    void noBitCanBeChanged() {
        byte[] bytes = Delegation.sign(WRITER, GRANT).toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(isAccepted(flipped), "bit " + bit);
        }
    }

    @Test
    void everyTruncationAndEveryExtensionIsRefused() {
        byte[] bytes = Delegation.sign(WRITER, GRANT).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThrows(MalformedBytesException.class, () -> read(shorter));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        MalformedBytesException e = assertThrows(MalformedBytesException.class, () -> read(longer));
        assertEquals("Delegation.1 bytes left over", e.getMessage());
    }

    @Test
    void volatileSessionEndsAfterADay() {
        Delegation delegation = Delegation.sign(WRITER, GRANT);
        assertFalse(delegation.hasEndedAt(ISSUED + DAY - 1));
        assertTrue(delegation.hasEndedAt(ISSUED + DAY));
        assertTrue(delegation.hasEndedAt(Long.MAX_VALUE));
    }

    @Test
    void durableSessionHasNoEnd() {
        Delegation delegation = Delegation.sign(WRITER, Grant.durable(SWARM, SESSION, SESSION_KEY.id(), ISSUED));
        assertFalse(delegation.hasEndedAt(Long.MAX_VALUE));
        assertEquals(delegation, read(delegation.toBytes()));
        assertEquals(0, delegation.grant().endMillis());
    }

    @Test
    void timesOutOfRangeAreRefused() {
        assertGrantRefused(
                "endMillis is 1700086400001, expected 1700000000001 to 1700086400000",
                Kind.VOLATILE,
                ISSUED,
                ISSUED + DAY + 1);
        assertGrantRefused(
                "endMillis is 1700000000000, expected 1700000000001 to 1700086400000", Kind.VOLATILE, ISSUED, ISSUED);
        assertGrantRefused("endMillis is 1, expected 0 to 0", Kind.DURABLE, ISSUED, 1);
        assertGrantRefused("issuedMillis is -1, expected 0 to 9007199254740991", Kind.DURABLE, -1, 0);
    }

    @Test
    void lifeOfMoreThanADayIsRefusedWhenRead() {
        byte[] bytes = Delegation.sign(WRITER, GRANT).toBytes();
        bytes[113]++;
        MalformedBytesException e = assertThrows(MalformedBytesException.class, () -> read(bytes));
        assertEquals("Delegation.endMillis: is 1700086400001, expected 1700000000001 to 1700086400000", e.getMessage());
    }

    private static void assertGrantRefused(String message, Kind kind, long issued, long end) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new Grant(SWARM, SESSION, kind, SESSION_KEY.id(), issued, end));
        assertEquals(message, e.getMessage());
    }

    private static boolean isAccepted(byte[] bytes) {
        try {
            return read(bytes).isSigned();
        } catch (MalformedBytesException e) {
            return false;
        }
    }

    private static Delegation read(byte[] bytes) {
        return Delegation.readFrom(ByteBuffer.wrap(bytes));
    }
}
