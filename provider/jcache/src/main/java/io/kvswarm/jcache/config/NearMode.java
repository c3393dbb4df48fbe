package io.kvswarm.jcache.config;

/** How a client keeps entries near. */
public enum NearMode {
    /** Never serves what another process has replaced. */
    COHERENT,
    /** Serves entries up to a bounded age. */
    BOUNDED,
    /** Keeps none. */
    OFF
}
