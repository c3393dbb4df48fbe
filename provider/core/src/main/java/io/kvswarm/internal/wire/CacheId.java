package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * Which cache an entry belongs to: where its entry in the catalogue stands, so an id is never used twice (RULES 20).
 *
 * <pre>
 * offset  bytes  field
 *      0      1  kind     0 default namespace, 1 catalogue, 2 message queue, 3 made at run time
 *      1      4  cell     kind 3 only: cell of the catalogue entry
 *      5     24  version  kind 3 only: version of the catalogue entry
 * </pre>
 *
 * @param kind    one of the four above
 * @param cell    0 unless {@code kind} is 3
 * @param version {@link Version#NONE} unless {@code kind} is 3
 */
public record CacheId(int kind, int cell, Version version) {
    /** Namespace of {@code KvSwarm.put} when none is named. */
    public static final CacheId DEFAULT = new CacheId(0, 0, Version.NONE);
    /** Where caches are entries, keyed by their name. */
    public static final CacheId CATALOGUE = new CacheId(1, 0, Version.NONE);
    /** Messages received by a node's message queue. */
    public static final CacheId QUEUE = new CacheId(2, 0, Version.NONE);
    /** Longest encoding in bytes. */
    public static final int BYTES_MAX = 1 + Integer.BYTES + Version.BYTES;

    private static final int MADE = 3;

    /** Checks the parts against each other. */
    public CacheId {
        Limits.between("cacheId.kind", kind, 0, MADE);
        Limits.between("cacheId.cell", cell, 0, Limits.CELLS_MAX - 1);
        if (kind != MADE && (cell != 0 || !version.equals(Version.NONE))) {
            throw new IllegalArgumentException("cache id of kind " + kind + " has a cell or version");
        }
    }

    /** Id of the cache whose catalogue entry lies in {@code cell} and has {@code version}. */
    public static CacheId made(int cell, Version version) {
        return new CacheId(MADE, cell, version);
    }

    /** Reads an id. */
    public static CacheId readFrom(BodyReader in) {
        int kind = in.int8("cacheId.kind", 0, MADE);
        return switch (kind) {
            case 0 -> DEFAULT;
            case 1 -> CATALOGUE;
            case 2 -> QUEUE;
            default -> made(in.int32("cacheId.cell", 0, Limits.CELLS_MAX - 1), Version.readFrom(in));
        };
    }

    /** Writes the id. */
    public void writeTo(ByteSink out) {
        out.int8(kind);
        if (kind == MADE) {
            out.int32(cell);
            version.writeTo(out);
        }
    }

    /** Once for every key: cheap for those that were not made at run time. */
    @Override
    public int hashCode() {
        return kind == MADE ? 31 * version.hashCode() + cell : kind;
    }
}
