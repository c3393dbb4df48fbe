package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials one target for ever: all its places one after the other, then a wait that grows, with full jitter. Confined to
 * the loop.
 */
final class Dialer {
    /** Most numeric addresses tried in one round. */
    static final int PLACES_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    private final PeerEnvironment environment;
    private final Links links;
    private final DialTarget target;
    private final Deque<HostPort> left = new ArrayDeque<>();
    private Loop.Timer timer;
    private boolean busy;
    private boolean stopped;
    private boolean placesChanged;
    private int failures;

    Dialer(PeerEnvironment environment, Links links, DialTarget target) {
        this.environment = environment;
        this.links = links;
        this.target = target;
    }

    void start() {
        round();
    }

    void stop() {
        stopped = true;
        cancelTimer();
    }

    /** There may be a new place to look: does not wait any longer. */
    void hurry() {
        if (busy) {
            placesChanged = true;
        } else if (!stopped && target.isMissing()) {
            cancelTimer();
            round();
        }
    }

    /** A link has ended: starts over with short waits, unless it is dialing already. */
    void again() {
        if (!stopped && !busy && timer == null) {
            pause();
        }
    }

    private void round() {
        if (stopped || busy || !target.isMissing()) {
            return;
        }
        busy = true;
        placesChanged = false;
        target.places(this::resolve);
    }

    /** Looks up all names, then dials what came out, in random order so that many do not all go to the same first. */
    private void resolve(List<HostPort> places) {
        if (places.isEmpty()) {
            onRoundOver();
            return;
        }
        Set<HostPort> numeric = new LinkedHashSet<>();
        int[] waitingFor = {places.size()};
        for (HostPort place : places) {
            environment.transport().resolve(place, found -> {
                shuffled(found).stream()
                        .limit(Math.max(0, PLACES_MAX - numeric.size()))
                        .forEach(numeric::add);
                waitingFor[0]--;
                if (waitingFor[0] == 0) {
                    left.clear();
                    left.addAll(numeric);
                    next();
                }
            });
        }
    }

    private void next() {
        HostPort place = left.poll();
        while (place != null && !target.isWorthDialing(place)) {
            place = left.poll();
        }
        if (place == null || stopped || !target.isMissing()) {
            onRoundOver();
            return;
        }
        environment.transport().dial(place, target.expected(), new Attempt(place));
    }

    private void onRoundOver() {
        busy = false;
        if (stopped) {
            return;
        }
        if (!target.isMissing()) {
            failures = 0;
        } else if (placesChanged) {
            round();
        } else {
            failures++;
            pause();
        }
    }

    private void pause() {
        PeerSettings settings = environment.settings();
        long longest = (long) settings.backoffMillisMin() << Math.min(failures, 16);
        long upTo = Math.min(longest, settings.backoffMillisMax()) * 1_000_000;
        timer = environment.loop().schedule(1 + environment.random().nextLong(upTo), () -> {
            timer = null;
            round();
        });
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private List<HostPort> shuffled(List<HostPort> places) {
        List<HostPort> shuffled = new ArrayList<>(places);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, environment.random().nextInt(i + 1));
        }
        return shuffled;
    }

    /** One place. */
    private final class Attempt implements Transport.Dialing {
        private final HostPort place;

        Attempt(HostPort place) {
            this.place = place;
        }

        @Override
        public ConnectionHandler onConnection(Connection connection) {
            return links.dialed(connection, Dialer.this::next);
        }

        @Override
        public void onDialFailed(String reason) {
            LOG.debug("no connection to {}: {}", place, reason);
            next();
        }
    }
}
