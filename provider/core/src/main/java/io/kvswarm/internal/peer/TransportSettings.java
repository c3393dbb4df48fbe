package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of connections.
 *
 * @param untrustedMillis      who is not admitted after this is disconnected; 10 to 60,000
 * @param untrustedMax         most accepted connections that are not admitted yet; 1 to 100,000
 * @param untrustedAddressMax  most of them from one address; 1 to {@code untrustedMax}
 * @param handshakesMax        most handshakes at one time, others wait; 1 to 10,000
 * @param writeMillis          a peer that takes nothing for so long while something waits is disconnected; 10 to
 *     600,000
 * @param reassemblyBytesMax   most bytes of unfinished messages, of all peers together; 1 MiB and more
 */
public record TransportSettings(
        int untrustedMillis,
        int untrustedMax,
        int untrustedAddressMax,
        int handshakesMax,
        int writeMillis,
        long reassemblyBytesMax) {
    /** 10 s, 512 connections, 64 per address, 64 handshakes; 5 s to take something; 512 MiB of unfinished messages. */
    public static final TransportSettings DEFAULT = new TransportSettings(10_000, 512, 64, 64, 5000, 512L << 20);

    /** Checks every range. */
    public TransportSettings {
        Limits.between("transport.untrustedMillis", untrustedMillis, 10, 60_000);
        Limits.between("transport.untrustedMax", untrustedMax, 1, 100_000);
        Limits.between("transport.untrustedAddressMax", untrustedAddressMax, 1, untrustedMax);
        Limits.between("transport.handshakesMax", handshakesMax, 1, 10_000);
        Limits.between("transport.writeMillis", writeMillis, 10, 600_000);
        Limits.between("transport.reassemblyBytesMax", reassemblyBytesMax, Limits.MIB, Long.MAX_VALUE);
    }
}
