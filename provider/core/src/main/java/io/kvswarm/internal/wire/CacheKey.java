package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.util.Arrays;

/**
 * A key of a cache. Its hash code is computed once.
 *
 * <pre>
 * bytes  field
 *  1-29  cache  see {@link CacheId}
 *   4+n  key
 * </pre>
 */
public final class CacheKey {
    /** Fewest bytes one takes. */
    static final int BYTES_MIN = 1 + Integer.BYTES;

    private final CacheId cache;
    private final byte[] key;
    private final int hash;

    /** A key, which is not copied and not to be changed. */
    public CacheKey(CacheId cache, byte[] key) {
        Limits.between("key.length", key.length, 0, Limits.KEY_BYTES_MAX);
        this.cache = cache;
        this.key = key;
        this.hash = 31 * Arrays.hashCode(key) + cache.hashCode();
    }

    /** The cache. */
    public CacheId cache() {
        return cache;
    }

    /** The key's bytes, not to be changed. */
    public byte[] key() {
        return key;
    }

    static CacheKey readFrom(BodyReader in) {
        CacheId cache = CacheId.readFrom(in);
        return new CacheKey(cache, in.bytes32("key", Limits.KEY_BYTES_MAX));
    }

    void writeTo(ByteSink out) {
        cache.writeTo(out);
        out.bytes32(key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey that
                && hash == that.hash
                && Arrays.equals(key, that.key)
                && cache.equals(that.cache);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Length only; never the key. */
    @Override
    public String toString() {
        return "key of " + key.length + " bytes";
    }
}
