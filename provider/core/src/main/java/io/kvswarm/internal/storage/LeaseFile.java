package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Says that clients may have leases: on the device before the first is granted, so that a start after a crash waits for
 * their end (RULES 8). Blocks; used on a worker.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  term   in which they were granted, from 1
 * </pre>
 */
final class LeaseFile {
    private static final String NAME = "leases";

    private LeaseFile() {}

    /** Since which term leases may be out; 0 if none can be. */
    static long read(Disk disk) throws IOException {
        if (!disk.exists(NAME)) {
            return 0;
        }
        BodyReader in = new BodyReader("leases", ByteBuffer.wrap(disk.read(NAME)));
        long term = in.int64("term", 1, Long.MAX_VALUE);
        in.end();
        return term;
    }

    /** From now on leases of that term may be out. */
    static void raise(Disk disk, long term) throws IOException {
        disk.replace(NAME, new ByteSink(8).int64(term).toBytes());
    }

    /** None is out any more. */
    static void lower(Disk disk) throws IOException {
        disk.delete(NAME);
    }
}
