package io.kvswarm.internal.config;

/** Where an offered config comes from. */
public enum ConfigSource {
    /** This machine: its config file, or a call of its application. */
    LOCAL,
    /** Another node. */
    PEER
}
