package io.kvswarm.internal.config;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.identity.Signatures;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Who may sign configs.
 *
 * @param keys      public keys, in order; none if the swarm has no authority
 * @param threshold how many of them have to sign; 0 if there are none
 */
public record Authority(List<NodeId> keys, int threshold) {
    /** No authority: configs are taken from this machine only. */
    public static final Authority NONE = new Authority(List.of(), 0);

    /** Most keys. */
    public static final int KEYS_MAX = 64;

    /** Checks that the threshold can be reached and that every key is one that can sign. */
    public Authority {
        keys = List.copyOf(new TreeSet<>(keys));
        Limits.between("authority.keys", keys.size(), 0, KEYS_MAX);
        Limits.between("authority.threshold", threshold, Math.min(1, keys.size()), keys.size());
        for (NodeId key : keys) {
            if (!Signatures.isPublicKey(key)) {
                throw new IllegalArgumentException(
                        "authority key " + key + " is no public key, expected the id of a" + " node or of a key file");
            }
        }
    }

    /** Any one of {@code keys} signs; none at all if there are none. */
    public static Authority anyOf(Collection<NodeId> keys) {
        return new Authority(List.copyOf(keys), keys.isEmpty() ? 0 : 1);
    }

    /** True if there is one. */
    public boolean exists() {
        return !keys.isEmpty();
    }
}
