package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.storage.CacheSettings;
import io.kvswarm.spi.CachePlan;
import java.nio.ByteBuffer;

/**
 * What the catalogue says of a cache: the value under its name. A namespace is a cache without attributes.
 *
 * <pre>
 * bytes  field
 *    17  settings    see {@link CacheSettings}
 *   4+n  attributes  0 to 65,536 bytes that only providers look into; nothing, not even a length, if there are none
 * </pre>
 */
final class CatalogueFormat {
    private static final byte[] NOTHING = {};

    private CatalogueFormat() {}

    static CacheSettings settingsOf(NamespaceSettings bounds) {
        return new CacheSettings(bounds.maxEntries(), bounds.maxBytes(), bounds.evicts());
    }

    /** Reads what the catalogue has under {@code name}. */
    static CachePlan read(String name, byte[] value) {
        try {
            BodyReader in = new BodyReader("catalogue", ByteBuffer.wrap(value));
            CacheSettings settings = CacheSettings.of(in.bytes("settings", CacheSettings.BYTES));
            byte[] attributes = in.remaining() == 0 ? NOTHING : in.bytes32("attributes", CachePlan.ATTRIBUTE_BYTES_MAX);
            in.end();
            return new CachePlan(
                    new NamespaceSettings(settings.entriesMax(), settings.bytesMax(), settings.evicts()), attributes);
        } catch (MalformedBytesException e) {
            throw new SwarmException(
                    ErrorCode.MALFORMED,
                    "the catalogue's entry of cache \"" + name + "\" cannot be read (" + e.getMessage()
                            + "), a newer version may have made it; the cache stays as it is",
                    e);
        }
    }

    static byte[] toBytes(CachePlan plan) {
        ByteSink out = new ByteSink(CacheSettings.BYTES + 4 + plan.attributes().length);
        settingsOf(plan.bounds()).writeTo(out);
        if (plan.attributes().length > 0) {
            out.bytes32(plan.attributes());
        }
        return out.toBytes();
    }
}
