package io.kvswarm.spi;

import io.kvswarm.api.NamespaceSettings;
import java.util.Arrays;
import java.util.Objects;

/**
 * What all processes that use a cache have to agree on. Immutable.
 *
 * @param bounds     of the cache over the whole swarm
 * @param attributes what else the provider wants agreed; 0 to 65,536 bytes that no node looks into
 */
public record CachePlan(NamespaceSettings bounds, byte[] attributes) {
    /** Longest attributes, in bytes. */
    public static final int ATTRIBUTE_BYTES_MAX = 65_536;

    /** Checks the length. */
    public CachePlan {
        Objects.requireNonNull(bounds, "bounds");
        if (attributes.length > ATTRIBUTE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "attributes have " + attributes.length + " bytes, expected at most " + ATTRIBUTE_BYTES_MAX);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CachePlan that
                && bounds.equals(that.bounds)
                && Arrays.equals(attributes, that.attributes);
    }

    @Override
    public int hashCode() {
        return 31 * bounds.hashCode() + Arrays.hashCode(attributes);
    }

    @Override
    public String toString() {
        return bounds + " and " + attributes.length + " bytes of attributes";
    }
}
