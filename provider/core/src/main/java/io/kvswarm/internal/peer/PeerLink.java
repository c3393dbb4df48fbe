package io.kvswarm.internal.peer;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.Addresses;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Ping;
import io.kvswarm.internal.wire.Refused;

/** One connection on its way from hello to its end. Confined to the loop. */
final class PeerLink implements Link, ConnectionHandler {
    /** How far it has come. */
    private enum State {
        /** The peer's hello has not come yet; nothing else is taken. */
        GREETING,
        /** Admitted on both sides, as far as this one knows. */
        OPEN,
        /** Over; nothing is delivered any more. Final. */
        ENDED
    }

    private final Links links;
    private final LocalNode self;
    private final Connection connection;
    private final long attempt;
    private final Runnable onSettled;
    private State state = State.GREETING;
    private Hello hello;
    private Principal principal;
    private long receivedBytes;
    private int missed;

    /**
     * A new connection.
     *
     * @param attempt its number if this side dialed it; 0 if it was accepted
     * @param onSettled told once, when it opens or ends
     */
    PeerLink(Links links, LocalNode self, Connection connection, long attempt, Runnable onSettled) {
        this.links = links;
        this.self = self;
        this.connection = connection;
        this.attempt = attempt;
        this.onSettled = onSettled;
    }

    /** Who dialed says hello first: who is not let in learns nothing but that. */
    void start() {
        if (isDialed()) {
            connection.send(self.hello(attempt));
        }
    }

    @Override
    public NodeId peer() {
        return connection.peer();
    }

    @Override
    public NodeId principal() {
        return principal.node();
    }

    @Override
    public Hello hello() {
        return hello;
    }

    @Override
    public void send(Message message) {
        if (isOpen()) {
            connection.send(message);
        }
    }

    @Override
    public long pendingBytes() {
        return connection.pendingBytes();
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public void close(String reason) {
        end(reason);
        connection.close(reason);
    }

    @Override
    public void onMessage(Message message) {
        if (state == State.GREETING) {
            onFirstWords(message);
        } else if (state == State.OPEN) {
            onWords(message);
        }
    }

    @Override
    public void onClosed(String reason) {
        end(reason);
    }

    /** One heartbeat: asks for a sign of life and counts those that did not come. */
    void beat(long stamp, int missedMax) {
        if (principal.hasEndedAt(links.wallMillis())) {
            refuseEnded();
            return;
        }
        if (connection.receivedBytes() != receivedBytes) {
            receivedBytes = connection.receivedBytes();
            missed = 0;
        } else {
            missed++;
        }
        if (missed >= missedMax) {
            close("silent for " + missed + " heartbeats");
        } else {
            connection.send(new Ping(stamp));
        }
    }

    /** Asks again whether the peer may stay. */
    void readmit(long wallMillis) {
        if (principal.hasEndedAt(wallMillis)) {
            refuseEnded();
            return;
        }
        Admission.Verdict verdict = self.admission().admit(principal.node(), peer(), hello);
        if (!verdict.isAdmitted()) {
            refuse(verdict.code(), verdict.reason());
        }
    }

    boolean isDialed() {
        return attempt > 0;
    }

    String remoteAddress() {
        return connection.remoteAddress();
    }

    /** True if of two links between the same processes both sides keep this one, by rules that give both one answer. */
    boolean beats(PeerLink other) {
        if (isDialed() != other.isDialed()) {
            return isDialed() == dialsFirst();
        }
        return dialNumber() > other.dialNumber();
    }

    private long dialNumber() {
        return isDialed() ? attempt : hello.attempt();
    }

    /**
     * Of two processes that dial each other the one with the smaller key, then the smaller process name, has its way.
     */
    private boolean dialsFirst() {
        int byKey = self.key().compareTo(peer());
        return byKey < 0 || (byKey == 0 && self.process().compareTo(hello.process()) < 0);
    }

    private void onFirstWords(Message message) {
        if (message instanceof Hello words) {
            onHello(words);
        } else if (message instanceof Refused refused) {
            onRefused(refused);
        } else {
            close("said " + message.type() + " before hello");
        }
    }

    private void onHello(Hello words) {
        hello = words;
        if (peer().equals(self.key()) && words.process().equals(self.process())) {
            close("this node itself");
            return;
        }
        Admission.Verdict verdict;
        try {
            principal = Principal.of(peer(), words, links.wallMillis());
            verdict = self.admission().admit(principal.node(), peer(), words);
        } catch (MalformedBytesException e) {
            verdict = Admission.Verdict.refused(ErrorCode.NOT_AUTHORISED, "node " + peer() + ": " + e.getMessage());
        }
        if (verdict.isAdmitted()) {
            onAdmitted();
        } else {
            refuse(verdict.code(), verdict.reason());
        }
    }

    private void onAdmitted() {
        if (!links.hasRoomFor(this)) {
            refuse(ErrorCode.QUEUE_FULL, "node " + self.key().shortForm() + " has as many links as it may");
            return;
        }
        if (!links.makeWayFor(this)) {
            close("another connection to the same process is kept");
            return;
        }
        state = State.OPEN;
        connection.trust();
        if (!isDialed()) {
            connection.send(self.hello(0));
        }
        links.onOpen(this);
        onSettled.run();
    }

    private void onWords(Message message) {
        if (message instanceof Refused refused) {
            onRefused(refused);
        } else if (message instanceof Hello) {
            close("said hello twice");
        } else if (!self.admission().mayUse(principal.node(), message.type())) {
            self.handler().onForbidden(this, message);
        } else if (message instanceof Ping ping) {
            connection.send(self.handler().pong(ping.stamp()));
        } else if (message instanceof Addresses news) {
            links.onAddresses(this, news);
        } else {
            self.handler().onMessage(this, message);
        }
    }

    private void onRefused(Refused refused) {
        links.onRefusal(this, refused);
        close("refused: " + refused.reason());
    }

    private void refuse(ErrorCode code, String reason) {
        links.reportRefused(this, reason);
        connection.send(new Refused(code.name(), reason));
        close("refused: " + reason);
    }

    private void refuseEnded() {
        refuse(ErrorCode.NOT_AUTHORISED, "the delegation of session key " + peer() + " has ended");
    }

    private void end(String reason) {
        State before = state;
        state = State.ENDED;
        if (before == State.OPEN) {
            links.onEnd(this, reason);
        } else if (before == State.GREETING) {
            links.onGreetingFailed(this, reason);
            onSettled.run();
        }
    }

    @Override
    public String toString() {
        return "link to " + peer().shortForm() + " at " + connection.remoteAddress();
    }
}
