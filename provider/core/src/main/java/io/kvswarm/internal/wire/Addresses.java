package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Signed address records the sender knows; one reachable node is enough to find the rest.
 *
 * @param records encoded records
 */
public record Addresses(List<byte[]> records) implements Message {
    private static final int RECORDS_MAX = 4096;
    private static final int RECORD_BYTES_MAX = 4096;

    private static List<byte[]> readRecords(BodyReader in) {
        int count = in.count("records", RECORDS_MAX, Integer.BYTES);
        List<byte[]> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(in.bytes32("record", RECORD_BYTES_MAX));
        }
        return records;
    }

    static Addresses readFrom(BodyReader in) {
        List<byte[]> records = readRecords(in);
        return new Addresses(records);
    }

    @Override
    public MessageType type() {
        return MessageType.ADDRESSES;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int32(records.size());
        for (byte[] record : records) {
            out.bytes32(record);
        }
    }
}
