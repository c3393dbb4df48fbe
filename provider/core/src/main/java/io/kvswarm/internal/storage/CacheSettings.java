package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.nio.ByteBuffer;

/**
 * What bounds a cache, over the whole swarm.
 *
 * <pre>
 * bytes  field
 *     8  entriesMax  0 for no bound
 *     8  bytesMax    0 for no bound
 *     1  evicts      0 if the owner refuses new entries at the bound instead
 * </pre>
 */
public record CacheSettings(long entriesMax, long bytesMax, boolean evicts) {
    /** Length of the encoded settings. */
    public static final int BYTES = 17;
    /** Without bounds. */
    public static final CacheSettings UNBOUNDED = new CacheSettings(0, 0, true);

    /** Checks the ranges. */
    public CacheSettings {
        Limits.between("cache.entriesMax", entriesMax, 0, Long.MAX_VALUE);
        Limits.between("cache.bytesMax", bytesMax, 0, Long.MAX_VALUE);
    }

    /** Reads settings; anything left over is an error. */
    public static CacheSettings of(byte[] bytes) {
        BodyReader in = new BodyReader("CacheSettings", ByteBuffer.wrap(bytes));
        CacheSettings settings = readFrom(in);
        in.end();
        return settings;
    }

    static CacheSettings readFrom(BodyReader in) {
        long entriesMax = in.int64("entriesMax", 0, Long.MAX_VALUE);
        long bytesMax = in.int64("bytesMax", 0, Long.MAX_VALUE);
        return new CacheSettings(entriesMax, bytesMax, in.flag("evicts"));
    }

    /** Writes the settings. */
    public void writeTo(ByteSink out) {
        out.int64(entriesMax).int64(bytesMax).flag(evicts);
    }

    /** The encoded settings. */
    public byte[] toBytes() {
        ByteSink out = new ByteSink(BYTES);
        writeTo(out);
        return out.toBytes();
    }

    /** The share of a node that owns {@code owned} of {@code all} cells, rounded up. */
    CacheSettings share(int owned, int all) {
        return new CacheSettings(part(entriesMax, owned, all), part(bytesMax, owned, all), evicts);
    }

    private static long part(long max, int owned, int all) {
        return max == 0 ? 0 : Math.max(1, (long) Math.ceil((double) max * owned / all));
    }
}
