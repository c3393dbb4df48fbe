package io.kvswarm.internal.write;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Nack;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows when an owner says that mutations have not ended. Confined to the loop. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long MILLI = 1_000_000;
    /** The same gap told again within this is the echo of what was in flight. */
    private static final long ECHO_NANOS = 50 * MILLI;

    private static final long MOVED_NANOS = 50 * MILLI;
    private static final long UNUSABLE_NANOS = 250 * MILLI;
    private static final long NOT_AUTHORISED_NANOS = 1_000 * MILLI;
    private static final int DOUBLINGS_MAX = 5;

    private final Clock clock;
    private final Deadlines deadlines;
    private final Sessions sessions;
    private final Delivery delivery;
    private final BiConsumer<Lane, Nack> onNotAuthorised;
    private final BiConsumer<Lane, Nack> onUnusable;

    /**
     * What follows for the lanes of some sessions.
     *
     * @param onNotAuthorised is told of lanes whose waiting callers are to fail
     * @param onUnusable      is told of mutations that an owner cannot decide
     */
    Refusals(
            Clock clock,
            Deadlines deadlines,
            Sessions sessions,
            Delivery delivery,
            BiConsumer<Lane, Nack> onNotAuthorised,
            BiConsumer<Lane, Nack> onUnusable) {
        this.clock = clock;
        this.deadlines = deadlines;
        this.sessions = sessions;
        this.delivery = delivery;
        this.onNotAuthorised = onNotAuthorised;
        this.onUnusable = onUnusable;
    }

    void onNack(Link link, Nack nack) {
        Session session = sessions.of(nack.session());
        if (session == null || !delivery.isInUse(link)) {
            return;
        }
        Destination destination = delivery.known(link.peer());
        Lane lane = delivery.laneOf(session, nack.cell(), destination);
        if (lane == null || lane.open() == null) {
            return;
        }
        switch (nack.reason()) {
            case GAP -> onGap(destination, lane, nack.number());
            case MOVED -> onMoved(lane, nack);
            case STORAGE_FULL, RETRY_AFTER -> pause(lane, nack, Math.max(1, nack.waitMillis()) * MILLI);
            case UNUSABLE -> {
                pause(lane, nack, backoff(lane, UNUSABLE_NANOS));
                onUnusable.accept(lane, nack);
            }
            case NOT_AUTHORISED -> {
                pause(lane, nack, backoff(lane, NOT_AUTHORISED_NANOS));
                onNotAuthorised.accept(lane, nack);
            }
        }
    }

    private void onGap(Destination destination, Lane lane, long ownerHas) {
        long now = clock.nanos();
        boolean isEcho = lane.gapNumber == ownerHas && now - lane.gapNanos < ECHO_NANOS;
        PendingMutation next = lane.firstBehind(ownerHas);
        if (isEcho || next == null || next.hasEnded || ownerHas < lane.answeredIn(destination.term())) {
            // Old news; what is still missing is sent again after a while in any case.
            return;
        }
        lane.gapNumber = ownerHas;
        lane.gapNanos = now;
        if (next.mutation().prev() > ownerHas) {
            warnOfLoss(destination, lane);
            next = lane.addLost(ownerHas, next);
            delivery.added(next);
        }
        lane.rewind(next);
        delivery.ready(lane);
    }

    private static void warnOfLoss(Destination destination, Lane lane) {
        if (destination.warnsOfLoss()) {
            LOG.warn(
                    "{} has lost changes of this node, cell {} for one, that it had reported as done, and this node no"
                            + " longer has them either; they are given up",
                    destination,
                    lane.cell());
        }
    }

    private void onMoved(Lane lane, Nack nack) {
        if (!delivery.route(lane)) {
            // The newer config is on its way, with the refusal or from another node.
            pause(lane, nack, backoff(lane, MOVED_NANOS));
        }
    }

    private long backoff(Lane lane, long firstNanos) {
        return firstNanos << Math.min(lane.refusals, DOUBLINGS_MAX);
    }

    private void pause(Lane lane, Nack nack, long nanos) {
        lane.refusal = nack;
        lane.refusals++;
        lane.rewind();
        deadlines.remove(lane.pause);
        deadlines.add(lane.pause, clock.nanos() + nanos);
    }

    /** Somebody waits for a lane that was refused for lack of authority: perhaps it has it by now. */
    void onWaiting(Lane lane) {
        boolean refused = lane.refusal != null && lane.refusal.reason() == Nack.Reason.NOT_AUTHORISED;
        if (refused && lane.pause.isListed()) {
            lane.refusals = 0;
            deadlines.remove(lane.pause);
            delivery.ready(lane);
        }
    }
}
