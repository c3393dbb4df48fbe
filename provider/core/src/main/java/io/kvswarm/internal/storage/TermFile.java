package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The node's term: raised, and on the device, before anything is served at every start that does not follow a clean
 * stop (RULES 2). Blocks; used on a worker.
 *
 * <pre>
 * offset  bytes  field
 *      0      8  term   from 1
 *      8      1  clean  1 if the node was stopped cleanly in that term
 * </pre>
 */
final class TermFile {
    private static final String NAME = "term";

    private TermFile() {}

    /** Begins a run; returns its term. */
    static long begin(Disk disk) throws IOException {
        long term = 1;
        if (disk.exists(NAME)) {
            BodyReader in = new BodyReader("term", ByteBuffer.wrap(disk.read(NAME)));
            long last = in.int64("term", 1, Long.MAX_VALUE - 1);
            term = in.flag("clean") ? last : last + 1;
            in.end();
        }
        write(disk, term, false);
        return term;
    }

    /** Ends a run cleanly: everything it said is synced. */
    static void end(Disk disk, long term) throws IOException {
        write(disk, term, true);
    }

    private static void write(Disk disk, long term, boolean clean) throws IOException {
        disk.replace(NAME, new ByteSink(9).int64(term).flag(clean).toBytes());
    }
}
