package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.ProcessId;

/**
 * This end of every link: its key, its process, what it says of itself and who decides for it. Confined to the loop.
 */
final class LocalNode {
    private static final byte[] NO_ADDRESS = {};

    private final NodeId key;
    private final ProcessId process;
    private final Admission admission;
    private final PeerHandler handler;
    private AddressRecord address;
    private long attempts;

    LocalNode(NodeId key, ProcessId process, Admission admission, PeerHandler handler) {
        this.key = key;
        this.process = process;
        this.admission = admission;
        this.handler = handler;
    }

    NodeId key() {
        return key;
    }

    ProcessId process() {
        return process;
    }

    Admission admission() {
        return admission;
    }

    PeerHandler handler() {
        return handler;
    }

    /** Where it listens; null if it does not. */
    AddressRecord address() {
        return address;
    }

    void listensAt(AddressRecord newAddress) {
        address = newAddress;
    }

    /** A number for the next connection it dials. */
    long nextAttempt() {
        attempts++;
        return attempts;
    }

    /** First words on the connection of that attempt, 0 for one that was accepted. */
    Hello hello(long attempt) {
        byte[] listening = address == null ? NO_ADDRESS : address.toBytes();
        return handler.hello().saidBy(process, attempt, listening);
    }
}
