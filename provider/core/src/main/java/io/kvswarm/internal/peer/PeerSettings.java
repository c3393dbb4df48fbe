package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.Limits;

/**
 * Settings of links.
 *
 * @param heartbeatMillis  a ping goes out this often; 10 to 60,000
 * @param missedMax        a peer that was silent for this many heartbeats and one more is gone; 1 to 100
 * @param backoffMillisMin first wait after a failed dial, with full jitter; 1 to 60,000
 * @param backoffMillisMax longest wait; {@code backoffMillisMin} to 600,000
 * @param helloMillis      a connection without a hello is closed after this; 10 to 60,000
 * @param linksMax         most links at one time; 1 to 100,000
 */
public record PeerSettings(
        int heartbeatMillis, int missedMax, int backoffMillisMin, int backoffMillisMax, int helloMillis, int linksMax) {
    /** Heartbeats every second, three may be missed; dials wait 100 ms to 5 s; 10 s for a hello; 20,000 links. */
    public static final PeerSettings DEFAULT = new PeerSettings(1000, 3, 100, 5000, 10_000, 20_000);

    /** Checks every range. */
    public PeerSettings {
        Limits.between("peer.heartbeatMillis", heartbeatMillis, 10, 60_000);
        Limits.between("peer.missedMax", missedMax, 1, 100);
        Limits.between("peer.backoffMillisMin", backoffMillisMin, 1, 60_000);
        Limits.between("peer.backoffMillisMax", backoffMillisMax, backoffMillisMin, 600_000);
        Limits.between("peer.helloMillis", helloMillis, 10, 60_000);
        Limits.between("peer.linksMax", linksMax, 1, 100_000);
    }
}
