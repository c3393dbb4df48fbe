package io.kvswarm.internal.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many strangers may stand at the door: connections that were accepted and are not admitted yet, in all, from one
 * address, and in the middle of a handshake. Confined to the loop.
 */
final class Gate {
    private final TransportSettings settings;
    private final Map<Object, Integer> byAddress = new HashMap<>();
    private final Deque<Visit> waiting = new ArrayDeque<>();
    private int untrusted;
    private int handshakes;

    Gate(TransportSettings settings) {
        this.settings = settings;
    }

    /** Lets a connection from {@code address} wait for its handshake; null if there are too many. */
    Visit enter(Object address, Runnable handshake) {
        if (untrusted >= settings.untrustedMax()
                || byAddress.getOrDefault(address, 0) >= settings.untrustedAddressMax()) {
            return null;
        }
        untrusted++;
        byAddress.merge(address, 1, Integer::sum);
        return new Visit(address, handshake);
    }

    int untrusted() {
        return untrusted;
    }

    int handshakes() {
        return handshakes;
    }

    private void startNext() {
        while (handshakes < settings.handshakesMax() && !waiting.isEmpty()) {
            Visit next = waiting.poll();
            handshakes++;
            next.inHandshake = true;
            next.handshake.run();
        }
    }

    /** One connection that is not admitted. */
    final class Visit {
        private final Object address;
        private final Runnable handshake;
        private boolean inHandshake;
        private boolean over;

        private Visit(Object address, Runnable handshake) {
            this.address = address;
            this.handshake = handshake;
        }

        /** Starts the handshake, now or when it is its turn. */
        void start() {
            waiting.add(this);
            startNext();
        }

        /** The handshake is over, well or not. */
        void handshakeDone() {
            if (inHandshake) {
                inHandshake = false;
                handshakes--;
                startNext();
            }
        }

        boolean isOver() {
            return over;
        }

        /** It is admitted, or gone. May be called again. */
        void over() {
            if (!over) {
                over = true;
                untrusted--;
                byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
                waiting.remove(this);
                handshakeDone();
            }
        }
    }
}
