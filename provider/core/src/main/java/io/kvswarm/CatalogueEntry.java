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
 * What the catalogue says of a cache: the value under its name.
 *
 * <pre>
 * bytes  field
 *    17  settings    see {@link CacheSettings}
 *   4+n  attributes  0 to 65,536 bytes that only providers look into; nothing, not even a length, if there are none
 * </pre>
 */
record CatalogueEntry(CacheSettings settings, byte[] attributes) {
    private static final byte[] NOTHING = {};

    static CatalogueEntry of(CachePlan plan) {
        return new CatalogueEntry(settingsOf(plan.bounds()), plan.attributes());
    }

    /** A namespace is a cache without attributes. */
    static CatalogueEntry of(NamespaceSettings settings) {
        return new CatalogueEntry(settingsOf(settings), NOTHING);
    }

    private static CacheSettings settingsOf(NamespaceSettings settings) {
        return new CacheSettings(settings.maxEntries(), settings.maxBytes(), settings.evicts());
    }

    /** Reads what the catalogue has under {@code name}. */
    static CatalogueEntry read(String name, byte[] value) {
        try {
            BodyReader in = new BodyReader("CatalogueEntry", ByteBuffer.wrap(value));
            CacheSettings settings = CacheSettings.of(in.bytes("settings", CacheSettings.BYTES));
            byte[] attributes = in.remaining() == 0 ? NOTHING : in.bytes32("attributes", CachePlan.ATTRIBUTE_BYTES_MAX);
            in.end();
            return new CatalogueEntry(settings, attributes);
        } catch (MalformedBytesException e) {
            throw new SwarmException(
                    ErrorCode.MALFORMED,
                    "the catalogue's entry of cache \"" + name + "\" cannot be read, a newer version may have made it ("
                            + e.getMessage() + "); the cache stays as it is",
                    e);
        }
    }

    byte[] toBytes() {
        ByteSink out = new ByteSink(CacheSettings.BYTES + 4 + attributes.length);
        settings.writeTo(out);
        if (attributes.length > 0) {
            out.bytes32(attributes);
        }
        return out.toBytes();
    }

    CachePlan plan() {
        NamespaceSettings bounds = new NamespaceSettings(settings.entriesMax(), settings.bytesMax(), settings.evicts());
        return new CachePlan(bounds, attributes);
    }
}
