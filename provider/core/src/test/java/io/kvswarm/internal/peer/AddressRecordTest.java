package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: nobody but a node itself can say where it listens, and nobody can make a record that is anything else. */
final class AddressRecordTest {
    private static final List<HostPort> PLACES = List.of(new HostPort("10.0.0.1", 7000), new HostPort("::1", 7001));
    private static final AddressRecord RECORD = AddressRecord.sign(PeerNode.key(1), 1_767_225_600_000L, PLACES);

    @Test
    void encodingIsFixed() {
        assertEquals(
                "01" + PeerNode.key(1).id() + "0000019b76daa800" + "00000002" + "0008" + "31302e302e302e31" + "1b58"
                        + "0003" + "3a3a31" + "1b59",
                Hex.of(Arrays.copyOf(RECORD.toBytes(), RECORD.toBytes().length - 64)));
    }

    @Test
    void encodingIsReadBack() {
        AddressRecord read = AddressRecord.read(RECORD.toBytes());
        assertEquals(PeerNode.key(1).id(), read.node());
        assertEquals(1_767_225_600_000L, read.issuedMillis());
        assertEquals(PLACES, read.addresses());
        assertArrayEquals(RECORD.toBytes(), read.toBytes());
    }

    @Test
    void longestRecordIsAsLongAsItSays() {
        HostPort longest = new HostPort("a".repeat(HostPort.HOST_CHARACTERS_MAX), 1);
        List<HostPort> most = Collections.nCopies(AddressRecord.ADDRESSES_MAX, longest);
        assertEquals(
                AddressRecord.BYTES_MAX,
                AddressRecord.sign(PeerNode.key(1), 0, most).toBytes().length);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        for (int bit = 0; bit < RECORD.toBytes().length * 8; bit++) {
            byte[] bad = RECORD.toBytes();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            int at = bit;
            assertThrows(MalformedBytesException.class, () -> AddressRecord.read(bad), () -> "bit " + at);
        }
    }

    @Test
    void everyOtherLengthIsRefused() {
        for (int length = 0; length <= RECORD.toBytes().length + 1; length++) {
            byte[] other = Arrays.copyOf(RECORD.toBytes(), length);
            if (length != RECORD.toBytes().length) {
                assertThrows(MalformedBytesException.class, () -> AddressRecord.read(other), () -> "" + other.length);
            }
        }
    }

    @Test
    void numberOfAddressesIsBounded() {
        assertThrows(IllegalArgumentException.class, () -> AddressRecord.sign(PeerNode.key(1), 0, List.of()));
        List<HostPort> tooMany = Collections.nCopies(AddressRecord.ADDRESSES_MAX + 1, PLACES.get(0));
        assertThrows(IllegalArgumentException.class, () -> AddressRecord.sign(PeerNode.key(1), 0, tooMany));
        byte[] claim = RECORD.toBytes();
        claim[44] = 9;
        var refused = assertThrows(MalformedBytesException.class, () -> AddressRecord.read(claim));
        assertEquals("AddressRecord.count: is 9, expected 1 to 8", refused.getMessage());
    }

    @FuzzTest
    void anyBytesAreReadOrRefused(byte[] bytes) {
        AddressRecord record;
        try {
            record = AddressRecord.read(bytes);
        } catch (MalformedBytesException expected) {
            return;
        }
        assertArrayEquals(bytes, record.toBytes());
    }
}
