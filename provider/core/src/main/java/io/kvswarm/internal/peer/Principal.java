package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.identity.Delegation;
import io.kvswarm.internal.wire.Hello;
import java.nio.ByteBuffer;

/**
 * For whom the owner of a key acts.
 *
 * @param node the key itself, or the writer that lent it the right (RULES 10)
 * @param delegation what the writer signed; null if the key acts for itself
 */
record Principal(NodeId node, Delegation delegation) {
    /**
     * Reads it from a hello.
     *
     * @throws MalformedBytesException if there is a delegation that does not hold for this key, swarm and time
     */
    static Principal of(NodeId key, Hello hello, long wallMillis) {
        if (hello.delegation().length == 0) {
            return new Principal(key, null);
        }
        Delegation delegation = Delegation.readFrom(ByteBuffer.wrap(hello.delegation()));
        if (!delegation.isSigned()) {
            throw new MalformedBytesException(
                    "the delegation is not signed by " + delegation.writer().shortForm());
        }
        if (!delegation.grant().sessionKey().equals(key)) {
            throw new MalformedBytesException("the delegation is for another key than that of the connection");
        }
        if (!delegation.grant().swarm().toString().equals(hello.swarmId())) {
            throw new MalformedBytesException("the delegation is for another swarm than that of the hello");
        }
        if (delegation.hasEndedAt(wallMillis)) {
            throw new MalformedBytesException(
                    "the delegation ended at " + delegation.grant().endMillis() + ", it is " + wallMillis);
        }
        return new Principal(delegation.writer(), delegation);
    }

    /** True if what was lent has run out. */
    boolean hasEndedAt(long wallMillis) {
        return delegation != null && delegation.hasEndedAt(wallMillis);
    }
}
