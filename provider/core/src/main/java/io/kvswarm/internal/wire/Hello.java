package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * First words on a connection, from both sides, before anything else.
 *
 * @param protocol newest protocol the sender speaks; both use the smaller of the two
 * @param swarmId id of the sender's swarm; empty for a message queue without one
 * @param epoch epoch of the config the sender runs; 0 without one
 * @param term the sender's term (RULES 2)
 * @param stores true if the sender owns cells or a queue and answers for them
 * @param configHash hash of that config; zeros without one
 * @param delegation the writer's signature under the key of this connection (RULES 10); empty if the key is the
 *     writer's own
 * @param address the sender's signed address record; empty if it does not listen
 * @param process names the sender's process: random, chosen at its start; several may share one key
 * @param attempt number of this connection among those the sender has dialed, from 1; 0 from who was dialed
 */
public record Hello(
        int protocol,
        String swarmId,
        long epoch,
        long term,
        boolean stores,
        byte[] configHash,
        byte[] delegation,
        byte[] address,
        ProcessId process,
        long attempt)
        implements Message {
    /** The protocol this code speaks. */
    public static final int PROTOCOL = 1;
    /** Length of a config's hash. */
    public static final int CONFIG_HASH_BYTES = 32;

    private static final byte[] NOTHING = {};
    private static final int DELEGATION_BYTES_MAX = 1024;
    private static final int ADDRESS_BYTES_MAX = 4096;

    /** What a node says of itself; process, attempt and address are filled in where the connection is made. */
    public static Hello of(
            String swarmId, long epoch, long term, boolean stores, byte[] configHash, byte[] delegation) {
        return new Hello(PROTOCOL, swarmId, epoch, term, stores, configHash, delegation, NOTHING, ProcessId.NONE, 0);
    }

    static Hello readFrom(BodyReader in) {
        int protocol = in.int32("protocol", 1, 0xffff);
        String swarmId = in.text("swarmId", 64);
        long epoch = in.int64("epoch", 0, Long.MAX_VALUE);
        long term = in.int64("term", 0, Long.MAX_VALUE);
        boolean stores = in.flag("stores");
        byte[] configHash = in.bytes("configHash", CONFIG_HASH_BYTES);
        byte[] delegation = in.bytes32("delegation", DELEGATION_BYTES_MAX);
        byte[] address = in.bytes32("address", ADDRESS_BYTES_MAX);
        ProcessId process = ProcessId.readFrom(in);
        long attempt = in.int64("attempt", 0, Long.MAX_VALUE);
        return new Hello(protocol, swarmId, epoch, term, stores, configHash, delegation, address, process, attempt);
    }

    /** The same words, said by that process on that connection. */
    public Hello saidBy(ProcessId newProcess, long newAttempt, byte[] newAddress) {
        return new Hello(
                protocol, swarmId, epoch, term, stores, configHash, delegation, newAddress, newProcess, newAttempt);
    }

    @Override
    public MessageType type() {
        return MessageType.HELLO;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int32(protocol);
        out.text(swarmId);
        out.int64(epoch);
        out.int64(term);
        out.flag(stores);
        out.bytes(configHash);
        out.bytes32(delegation);
        out.bytes32(address);
        process.writeTo(out);
        out.int64(attempt);
    }
}
