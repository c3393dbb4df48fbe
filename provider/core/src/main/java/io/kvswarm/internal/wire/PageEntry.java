package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;

/**
 * One entry of a page.
 *
 * <pre>
 * bytes  field
 *   4+n  key
 *     n  image  see {@link EntryImage}; its value is empty if only keys were wanted
 * </pre>
 */
public record PageEntry(byte[] key, EntryImage image) {
    static final int BYTES_MIN = 4 + Version.BYTES + 8 + 4;

    static PageEntry readFrom(BodyReader in) {
        byte[] key = in.bytes32("page.key", Limits.KEY_BYTES_MAX);
        return new PageEntry(key, EntryImage.readFrom(in));
    }

    void writeTo(ByteSink out) {
        out.bytes32(key);
        image.writeTo(out);
    }
}
