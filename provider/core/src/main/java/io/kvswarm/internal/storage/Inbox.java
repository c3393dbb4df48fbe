package io.kvswarm.internal.storage;

import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.Confirm;
import io.kvswarm.internal.wire.EndSession;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.ReturnKey;
import io.kvswarm.internal.wire.Scan;
import io.kvswarm.internal.wire.Watch;
import java.util.ArrayDeque;

/**
 * What one link asks, in its order: while a block waits for an entry or for room, what came behind it waits too, so
 * that a read sees the writes sent before it. Confined to the loop.
 */
final class Inbox {
    /** Most messages that wait; a writer keeps far below it, a peer that does not is cut off. */
    private static final int WAITING_MAX = 65_536;

    private final Owner owner;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Link link;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private BlockTask current;

    Inbox(Owner owner, Sessions sessions, Throttle throttle, Link link) {
        this.owner = owner;
        this.sessions = sessions;
        this.throttle = throttle;
        this.link = link;
    }

    void onMessage(Message message) {
        if (current == null && waiting.isEmpty() && !(message instanceof Block && throttle.isOn())) {
            handle(message);
        } else if (waiting.size() >= WAITING_MAX) {
            link.close("more than " + WAITING_MAX + " messages wait");
        } else {
            waiting.addLast(message);
            if (current == null) {
                awaitRoom();
            }
        }
    }

    /** Forgets what waits: the writer sends it again on its next link. */
    void onLinkEnd() {
        waiting.clear();
    }

    private void handle(Message message) {
        if (message instanceof Block block) {
            current = new BlockTask(owner, sessions, link, block, this::goOn);
            runCurrent();
        } else if (message instanceof Read read) {
            new ReadTask(owner, link, read).run();
        } else if (message instanceof Scan scan) {
            new ScanTask(owner, link, scan).run();
        } else if (message instanceof Confirm confirm) {
            sessions.confirm(link, confirm);
        } else if (message instanceof EndSession end) {
            sessions.end(link, end.session());
        } else if (message instanceof Watch watch) {
            owner.watches().onWatch(link, watch);
        } else if (message instanceof LeaseKey question) {
            owner.keyLeases().onAsked(link, question);
        } else if (message instanceof ReturnKey returned) {
            owner.keyLeases().onReturned(link, returned);
        } else {
            throw new IllegalArgumentException("an owner does not take " + message.type());
        }
    }

    private void goOn() {
        runCurrent();
        drain();
    }

    private void runCurrent() {
        if (current != null && current.run()) {
            current = null;
        }
    }

    private void drain() {
        while (current == null && !waiting.isEmpty()) {
            if (waiting.peekFirst() instanceof Block && throttle.isOn()) {
                awaitRoom();
                return;
            }
            handle(waiting.removeFirst());
        }
    }

    /** Not asked once more whether there is room: to ask makes some, and then nobody would wake this. */
    private void awaitRoom() {
        throttle.whenOff(this, this::drain);
    }
}
