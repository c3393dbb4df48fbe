package io.kvswarm.api;

import java.util.List;
import java.util.Objects;

/**
 * Where a node takes connections. Immutable.
 *
 * @param at         host and port to listen on; port 0 for any free one
 * @param advertised where others reach it; empty for the addresses it listens on
 */
public record ListenOptions(HostPort at, List<HostPort> advertised) {
    /** On loopback, any free port: reachable from this machine only. */
    public static final ListenOptions LOOPBACK = new ListenOptions(new HostPort("127.0.0.1", 0), List.of());

    /** Copies the list. */
    public ListenOptions {
        Objects.requireNonNull(at, "at");
        advertised = List.copyOf(advertised);
    }
}
