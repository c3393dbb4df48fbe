package io.kvswarm.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: no bytes a peer can send get past the limits, and whatever is refused is refused by the name of its field.
 * Method: in the example of a type one field is overwritten with a value just outside its range.
 */
final class MessageLimitsTest {
    private static final String TOO_FAR = "ffffffffffffffff";

    /** Type, offset of the field behind version and type, its new bytes, and what is said of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HELLO          | 0   | 00000000 | HELLO.protocol: is 0, expected 1 to 65535
            HELLO          | 0   | 00010000 | HELLO.protocol: is 65536, expected 1 to 65535
            HELLO          | 4   | 0041     | HELLO.swarmId.length: is 65, expected 0 to 64
            HELLO          | 6   | ff       | HELLO.swarmId: is not UTF-8
            HELLO          | 11  | max      | HELLO.epoch: is -1, expected 0 to 9223372036854775807
            HELLO          | 19  | max      | HELLO.term: is -1, expected 0 to 9223372036854775807
            HELLO          | 27  | 02       | HELLO.stores: is 2, expected 0 to 1
            HELLO          | 60  | 00000401 | HELLO.delegation.length: is 1025, expected 0 to 1024
            HELLO          | 74  | 00001001 | HELLO.address.length: is 4097, expected 0 to 4096
            HELLO          | 101 | max      | HELLO.attempt: is -1, expected 0 to 9223372036854775807
            REFUSED        | 0   | 0041     | REFUSED.code.length: is 65, expected 0 to 64
            REFUSED        | 16  | 1001     | REFUSED.reason.length: is 4097, expected 0 to 4096
            PING           | 0   | max      | PING.stamp: is -1, expected 0 to 9223372036854775807
            PONG           | 0   | max      | PONG.stamp: is -1, expected 0 to 9223372036854775807
            PONG           | 8   | max      | PONG.term: is -1, expected 0 to 9223372036854775807
            PONG           | 16  | max      | PONG.synced: is -1, expected 0 to 9223372036854775807
            ADDRESSES      | 0   | 00001001 | ADDRESSES.records: is 4097, expected 0 to 4096
            ADDRESSES      | 0   | 00000010 | ADDRESSES.records: is 16, but only 21 bytes follow
            ADDRESSES      | 4   | 00001001 | ADDRESSES.record.length: is 4097, expected 0 to 4096
            CONFIG_NEWS    | 0   | 00400001 | CONFIG_NEWS.json.length: is 4194305, expected 0 to 4194304
            CONFIG_PROPOSAL| 8   | 00400001 | CONFIG_PROPOSAL.json.length: is 4194305, expected 0 to 4194304
            CONFIG_ANSWER  | 8   | 02       | CONFIG_ANSWER.accepted: is 2, expected 0 to 1
            CONFIG_ANSWER  | 9   | 1001     | CONFIG_ANSWER.reason.length: is 4097, expected 0 to 4096
            BLOCK          | 16  | 02       | BLOCK.durable: is 2, expected 0 to 1
            BLOCK          | 17  | max      | BLOCK.endMillis: is -1, expected 0 to 9223372036854775807
            BLOCK          | 25  | 00001001 | BLOCK.entries: is 4097, expected 0 to 4096
            BLOCK          | 25  | 7fffffff | BLOCK.entries: is 2147483647, expected 0 to 4096
            BLOCK          | 29  | max      | BLOCK.confirmed: is -1, expected 0 to 9223372036854775807
            BLOCK          | 37  | max      | BLOCK.mutation.number: is -1, expected 1 to 9223372036854775807
            BLOCK          | 45  | 000000000000000c | BLOCK.mutation.prev: is 12, expected 0 to 11
            BLOCK          | 57  | 09       | BLOCK.mutation.kind: is 9, expected 0 to 8
            BLOCK          | 57  | 010d     | BLOCK.mutation.flags: is 13, expected 0 to 5
            BLOCK          | 58  | 06       | BLOCK.mutation.flags: is 6, expected a durability of 0 to 2 in bits 1-2
            BLOCK          | 58  | 0e       | BLOCK.mutation.flags: is 14, expected 0 to 13
            BLOCK          | 58  | 0d       | BLOCK.mutation.lifeMillis: is 60000, expected 0 to 0
            BLOCK          | 59  | max      | BLOCK.mutation.lifeMillis: is -1, expected 0 to 9223285636854
            BLOCK          | 67  | 04       | BLOCK.cacheId.kind: is 4, expected 0 to 3
            BLOCK          | 68  | 00010000 | BLOCK.cacheId.cell: is 65536, expected 0 to 65535
            BLOCK          | 72  | max      | BLOCK.version.cellEpoch: is -1, expected 0 to 9223372036854775807
            BLOCK          | 80  | max      | BLOCK.version.term: is -1, expected 0 to 9223372036854775807
            BLOCK          | 88  | max      | BLOCK.version.index: is -1, expected 0 to 9223372036854775807
            BLOCK          | 96  | 05       | BLOCK.condition.kind: is 5, expected 0 to 4
            BLOCK          | 121 | 00010001 | BLOCK.mutation.key.length: is 65537, expected 0 to 65536
            BLOCK          | 128 | 04000001 | BLOCK.mutation.value.length: is 67108865, expected 0 to 67108864
            BLOCK          | 145 | 000000000000000c000000000000000b | BLOCK.entries: number 12 follows 12
            RESULTS        | 16  | max      | RESULTS.term: is -1, expected 0 to 9223372036854775807
            RESULTS        | 24  | max      | RESULTS.synced: is -1, expected 0 to 9223372036854775807
            RESULTS        | 32  | 00010001 | RESULTS.results: is 65537, expected 0 to 65536
            RESULTS        | 36  | 0000000000000000 | RESULTS.result.number: is 0, expected 1 to 9223372036854775807
            RESULTS        | 48  | 07       | RESULTS.result.outcome: is 7, expected 0 to 6
            RESULTS        | 73  | max      | RESULTS.result.sequence: is -1, expected 0 to 9223372036854775807
            RESULTS        | 81  | 02       | RESULTS.result.hasEntry: is 2, expected 0 to 1
            NACK           | 20  | 06       | NACK.reason: is 6, expected 0 to 5
            NACK           | 21  | max      | NACK.number: is -1, expected 0 to 9223372036854775807
            NACK           | 29  | 0000ea61 | NACK.waitMillis: is 60001, expected 0 to 60000
            NACK           | 33  | 0401     | NACK.detail.length: is 1025, expected 0 to 1024
            READ           | 8   | 00001001 | READ.keys: is 4097, expected 0 to 4096
            READ           | 41  | 00010001 | READ.key.length: is 65537, expected 0 to 65536
            ENTRIES        | 8   | max      | ENTRIES.epoch: is -1, expected 0 to 9223372036854775807
            ENTRIES        | 16  | 00001001 | ENTRIES.answers: is 4097, expected 0 to 4096
            ENTRIES        | 20  | 08       | ENTRIES.answer.status: is 8, expected 0 to 7
            ENTRIES        | 45  | fffffffffffffffe | ENTRIES.entry.lifeMillis: is -2, expected -1 to 9223372036854775807
            ENTRIES        | 53  | 04000001 | ENTRIES.entry.value.length: is 67108865, expected 0 to 67108864
            SCAN           | 41  | 02       | SCAN.hasAfter: is 2, expected 0 to 1
            SCAN           | 42  | 00010001 | SCAN.after.length: is 65537, expected 0 to 65536
            SCAN           | 51  | 00000000 | SCAN.limit: is 0, expected 1 to 4096
            SCAN           | 51  | 00001001 | SCAN.limit: is 4097, expected 1 to 4096
            SCAN           | 55  | 02       | SCAN.valuesWanted: is 2, expected 0 to 1
            PAGE           | 8   | 08       | PAGE.answer.status: is 8, expected 0 to 7
            PAGE           | 9   | 00001001 | PAGE.entries: is 4097, expected 0 to 4096
            PAGE           | 13  | 00010001 | PAGE.page.key.length: is 65537, expected 0 to 65536
            PAGE           | 61  | 02       | PAGE.last: is 2, expected 0 to 1
            STATUS_REPORT  | 8   | 00100001 | STATUS_REPORT.json.length: is 1048577, expected 0 to 1048576
            CONFIRM        | 16  | 00001001 | CONFIRM.marks: is 4097, expected 0 to 4096
            CONFIRM        | 20  | 00010000 | CONFIRM.mark.cell: is 65536, expected 0 to 65535
            CONFIRM        | 24  | 0000000000000000 | CONFIRM.mark.confirmed: is 0, expected 1 to 9223372036854775807
            WATCH          | 8   | 04       | WATCH.cacheId.kind: is 4, expected 0 to 3
            WATCH          | 37  | 02       | WATCH.on: is 2, expected 0 to 1
            WATCHED        | 8   | 08       | WATCHED.answer.status: is 8, expected 0 to 7
            EVENTS         | 29  | 02       | EVENTS.isOver: is 2, expected 0 to 1
            EVENTS         | 30  | 00001001 | EVENTS.events: is 4097, expected 0 to 4096
            EVENTS         | 30  | 00000fff | EVENTS.events: is 4095, but only 225 bytes follow
            EVENTS         | 34  | 04       | EVENTS.event.kind: is 4, expected 0 to 3
            EVENTS         | 51  | max      | EVENTS.version.cellEpoch: is -1, expected 0 to 9223372036854775807
            EVENTS         | 75  | 00010001 | EVENTS.event.key.length: is 65537, expected 0 to 65536
            EVENTS         | 82  | 03       | EVENTS.event.values: is 3, expected 2 to 2
            EVENTS         | 83  | 04000001 | EVENTS.event.new.length: is 67108865, expected 0 to 67108864
            EVENTS         | 140 | 01       | EVENTS.event.values: is 1, expected 2 to 3
            EVENTS         | 141 | 04000001 | EVENTS.event.old.length: is 67108865, expected 0 to 67108864
            HOLD           | 8   | 02       | HOLD.awaited: is 2, expected 0 to 1
            HOLD           | 9   | 00001001 | HOLD.keys: is 4097, expected 0 to 4096
            HELD           | 8   | max      | HELD.epoch: is -1, expected 0 to 9223372036854775807
            HELD           | 16  | 00001001 | HELD.answers: is 4097, expected 0 to 4096
            HELD           | 16  | 00000fff | HELD.answers: is 4095, but only 45 bytes follow
            HELD           | 62  | 02       | HELD.held: is 2, expected 0 to 1
            LEASE          | 8   | max      | LEASE.term: is -1, expected 0 to 9223372036854775807
            LEASE          | 16  | max      | LEASE.told: is -1, expected 0 to 9223372036854775807
            INVALIDATE     | 0   | 0000000000000000 | INVALIDATE.number: is 0, expected 1 to 9223372036854775807
            INVALIDATE     | 8   | 00001001 | INVALIDATE.keys: is 4097, expected 0 to 4096
            INVALIDATE     | 8   | 00001000 | INVALIDATE.keys: is 4096, but only 45 bytes follow
            INVALIDATE     | 48  | 00001001 | INVALIDATE.cleared: is 4097, expected 0 to 4096
            INVALIDATE     | 53  | 00010000 | INVALIDATE.cell: is 65536, expected 0 to 65535
            INVALIDATED    | 0   | 0000000000000000 | INVALIDATED.number: is 0, expected 1 to 9223372036854775807
            EVENTS         | 205 | 02       | EVENTS.event.values: is 2, expected 0 to 1
            LEASE_KEY      | 8   | 04       | LEASE_KEY.cacheId.kind: is 4, expected 0 to 3
            LEASE_KEY      | 37  | 00010001 | LEASE_KEY.key.length: is 65537, expected 0 to 65536
            LEASE_KEY      | 44  | 02       | LEASE_KEY.isExtension: is 2, expected 0 to 1
            KEY_LEASED     | 8   | 08       | KEY_LEASED.answer.status: is 8, expected 0 to 7
            KEY_LEASED     | 9   | max      | KEY_LEASED.waitedMillis: is -1, expected 0 to 9223372036854775807
            RETURN_KEY     | 0   | 04       | RETURN_KEY.cacheId.kind: is 4, expected 0 to 3
            RETURN_KEY     | 29  | 00010001 | RETURN_KEY.key.length: is 65537, expected 0 to 65536
            """)
    void valueOutsideItsRangeIsRefusedByName(MessageType type, int offset, String bytes, String message) {
        byte[] encoded = WireExamples.all().stream()
                .filter(example -> example.type() == type)
                .findFirst()
                .map(WireExamples::encode)
                .orElseThrow();
        byte[] broken = HexFormat.of().parseHex(bytes.replace("max", TOO_FAR));
        System.arraycopy(broken, 0, encoded, 2 + offset, broken.length);
        var refused = assertThrows(MalformedBytesException.class, () -> Frames.read(ByteBuffer.wrap(encoded)));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void otherVersionOfTheFrameIsRefused() {
        var refused =
                assertThrows(MalformedBytesException.class, () -> Frames.read(ByteBuffer.wrap(new byte[] {2, 3})));
        assertEquals("frame.version: is 2, expected 1 to 1", refused.getMessage());
    }

    @Test
    void unknownTypeIsRefused() {
        for (int number = 0; number < 256; number++) {
            byte[] frame = {1, (byte) number};
            if (MessageType.of(number) == null) {
                var refused = assertThrows(MalformedBytesException.class, () -> Frames.read(ByteBuffer.wrap(frame)));
                assertEquals("frame.type: is " + number + ", which no message has", refused.getMessage());
            }
        }
    }

    @Test
    void flippedBitsAreReadOrRefusedAndNothingElse() {
        long seed = 4711;
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            for (Message message : WireExamples.all()) {
                byte[] encoded = WireExamples.encode(message);
                int at = 2 + random.nextInt(encoded.length - 2);
                encoded[at] ^= (byte) (1 << random.nextInt(8));
                try {
                    assertEquals(Hex.of(encoded), Hex.of(WireExamples.encode(Frames.read(ByteBuffer.wrap(encoded)))));
                    read++;
                } catch (MalformedBytesException e) {
                    refused++;
                }
            }
        }
        assertTrue(read > 1000 && refused > 1000, "seed " + seed + ": " + read + " read, " + refused + " refused");
    }
}
