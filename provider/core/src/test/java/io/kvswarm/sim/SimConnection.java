package io.kvswarm.sim;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.peer.Connection;
import io.kvswarm.internal.peer.ConnectionHandler;
import io.kvswarm.internal.peer.FrameReader;
import io.kvswarm.internal.wire.Frames;
import io.kvswarm.internal.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** One end of a simulated connection; what it sends waits here until it arrives at the other end. */
final class SimConnection implements Connection {
    /**
     * Something under way.
     *
     * @param bytes one message in its frames; null for the end of the connection
     * @param reason why it ends
     */
    private record Packet(byte[] bytes, String reason, long arrivesAt) {}

    private final SimNetwork network;
    private final SimTransport here;
    private final SimTransport there;
    private final FrameReader reader;
    private final Deque<Packet> underWay = new ArrayDeque<>();
    private SimConnection other;
    private ConnectionHandler handler;
    private long pendingBytes;
    private long lastArrival;
    private boolean closed;
    private boolean silent;

    SimConnection(SimNetwork network, SimTransport here, SimTransport there) {
        this.network = network;
        this.here = here;
        this.there = there;
        this.reader = new FrameReader(here.budget(), message -> handler.onMessage(message));
        network.add(this);
        here.add(this);
    }

    void joinedTo(SimConnection end) {
        other = end;
    }

    /** On the loop of this end. */
    void opens(Function<Connection, ConnectionHandler> welcome) {
        // Null until it returns: a connection closed by its own welcome tells nobody.
        handler = welcome.apply(this);
        if (closed) {
            handler.onClosed("closed");
        }
    }

    String host() {
        return here.host();
    }

    String remoteHost() {
        return there.host();
    }

    @Override
    public NodeId peer() {
        return there.key();
    }

    @Override
    public String remoteAddress() {
        return there.host();
    }

    @Override
    public void send(Message message) {
        here.loop().assertInside();
        if (closed) {
            return;
        }
        ByteSink out = new ByteSink(256);
        Frames.write(message, out);
        for (int copies = network.copies(); copies > 0; copies--) {
            depart(out.toBytes(), "");
        }
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public long receivedBytes() {
        return reader.received();
    }

    @Override
    public void trust() {
        reader.trust();
    }

    @Override
    public void close(String reason) {
        if (!closed) {
            depart(null, "closed by the other end");
            end(reason);
        }
    }

    /** What waited for the way to be healed goes on. */
    void resume() {
        if (!underWay.isEmpty()) {
            network.time().after(network.delay(), this::arrive);
        }
    }

    /** Lost with all that is under way from here; this end is told. */
    void cut(String reason) {
        drop();
        here.loop().execute(() -> {
            if (!closed) {
                end(reason);
            }
        });
        if (other != null && !other.closed) {
            other.drop();
            SimConnection far = other;
            far.here.loop().execute(() -> {
                if (!far.closed) {
                    far.end(reason);
                }
            });
        }
    }

    /** Nothing that is sent from either end arrives any more. */
    void silence() {
        silent = true;
        other.silent = true;
        drop();
        other.drop();
    }

    /** The process of this end is gone. */
    void vanish(boolean silently) {
        closed = true;
        network.remove(this);
        if (silently) {
            silence();
        } else {
            depart(null, "connection reset");
        }
    }

    private void drop() {
        underWay.clear();
        pendingBytes = 0;
    }

    private void depart(byte[] bytes, String reason) {
        if (silent) {
            pendingBytes += bytes == null ? 0 : bytes.length;
            return;
        }
        lastArrival = Math.max(lastArrival, network.time().nanos() + network.delay());
        underWay.add(new Packet(bytes, reason, lastArrival));
        pendingBytes += bytes == null ? 0 : bytes.length;
        network.time().after(lastArrival - network.time().nanos(), this::arrive);
    }

    private void arrive() {
        if (!underWay.isEmpty() && network.isBlocked(host(), remoteHost())) {
            network.count(SimNetwork.Fault.HELD);
            return;
        }
        while (!underWay.isEmpty()
                && underWay.peek().arrivesAt() <= network.time().nanos()) {
            Packet packet = underWay.poll();
            pendingBytes -= packet.bytes() == null ? 0 : packet.bytes().length;
            SimConnection far = other;
            there.loop().execute(() -> far.onPacket(packet));
        }
    }

    private void onPacket(Packet packet) {
        if (closed) {
            return;
        }
        if (packet.bytes() == null) {
            end(packet.reason());
            return;
        }
        try {
            reader.onBytes(ByteBuffer.wrap(packet.bytes()));
        } catch (MalformedBytesException e) {
            close(e.getMessage());
        }
    }

    private void end(String reason) {
        closed = true;
        reader.stop();
        network.remove(this);
        here.remove(this);
        if (handler != null) {
            handler.onClosed(reason);
        }
    }
}
