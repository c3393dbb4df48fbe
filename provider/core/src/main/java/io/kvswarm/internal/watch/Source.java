package io.kvswarm.internal.watch;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Watch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One owner and how far it is with what this node watches. Confined to the loop. */
final class Source {
    private final NodeId node;
    private final Map<Registration, Step> steps = new LinkedHashMap<>();
    private final Map<Long, Registration> asked = new HashMap<>();
    private Link link;
    private long lastId;
    /** It does not let this node in. */
    boolean isRefusing;

    /** How far a registration has come at this owner. */
    private enum Step {
        /** It is to be asked. */
        WANTED,
        /** It was asked and has not answered. */
        ASKED,
        /** It said no; asked again after a while. */
        REFUSED,
        /** It tells. */
        TOLD
    }

    Source(NodeId node) {
        this.node = node;
    }

    NodeId node() {
        return node;
    }

    /** Null while there is none. */
    Link link() {
        return link;
    }

    void add(Registration registration) {
        steps.put(registration, Step.WANTED);
    }

    /** Forgets a registration; {@code isLast} if no other is of its cache. */
    void remove(Registration registration, boolean isLast) {
        Step step = steps.remove(registration);
        asked.values().remove(registration);
        if (isLast && link != null && step != Step.WANTED) {
            link.send(new Watch(++lastId, registration.cache(), false));
        }
    }

    boolean tells(Registration registration) {
        return steps.get(registration) == Step.TOLD;
    }

    /** True if nothing is left to ask for. */
    boolean isSettled() {
        return steps.values().stream().allMatch(step -> step == Step.TOLD);
    }

    void linkIs(Link newLink) {
        link = newLink;
        isRefusing = false;
        ask();
    }

    /** Asks for what is wanted. */
    void ask() {
        if (link == null) {
            return;
        }
        steps.replaceAll((registration, step) -> {
            if (step == Step.WANTED) {
                asked.put(++lastId, registration);
                link.send(new Watch(lastId, registration.cache(), true));
                return Step.ASKED;
            }
            return step;
        });
    }

    /** What was refused is wanted again. */
    void again() {
        steps.replaceAll((registration, step) -> step == Step.REFUSED ? Step.WANTED : step);
        ask();
    }

    /** Takes an answer; gives the registration it is for, or null if nobody waits for it any more. */
    Registration answered(long requestId, boolean tells) {
        Registration registration = asked.remove(requestId);
        if (registration != null) {
            steps.put(registration, tells ? Step.TOLD : Step.REFUSED);
        }
        return registration;
    }

    /** The owner has ended its watch of a cache. */
    void lost(CacheId cache) {
        asked.values().removeIf(registration -> registration.cache().equals(cache));
        steps.replaceAll(
                (registration, step) -> registration.cache().equals(cache) ? wantedAfter(registration, step) : step);
    }

    /** The link has ended; gives how many registrations were told over it. */
    long linkEnded() {
        link = null;
        asked.clear();
        long told = steps.values().stream().filter(step -> step == Step.TOLD).count();
        steps.replaceAll(Source::wantedAfter);
        return told;
    }

    private static Step wantedAfter(Registration registration, Step step) {
        if (step == Step.TOLD) {
            registration.sink().onGap();
        }
        return Step.WANTED;
    }
}
