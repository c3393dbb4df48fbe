package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.Signatures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A node's word on where it listens, signed. Says nothing of what it may do, and is the same in every swarm.
 *
 * <pre>
 * bytes  field
 *     1  layout        1
 *    32  node
 *     8  issuedMillis  wall clock, 0 to 2^53-1; of two records the later one counts
 *     4  count         1 to {@value #ADDRESSES_MAX}
 *   n *  2+m host, 2 port
 *    64  signature     by the node, over {@link Signatures#message} "address" of all before it
 * </pre>
 */
public final class AddressRecord {
    /** Most addresses of one record. */
    public static final int ADDRESSES_MAX = 8;
    /** Longest encoding in bytes. */
    public static final int BYTES_MAX =
            1 + NodeId.BYTES + 8 + 4 + ADDRESSES_MAX * (2 + HostPort.HOST_CHARACTERS_MAX + 2) + NodeKey.SIGNATURE_BYTES;

    private static final int LAYOUT = 1;
    private static final long MILLIS_MAX = (1L << 53) - 1;
    /** Where a node listens does not depend on a swarm, and a message queue has none. */
    private static final SwarmId ANY_SWARM = SwarmId.of(new byte[SwarmId.BYTES]);

    private final NodeId node;
    private final long issuedMillis;
    private final List<HostPort> addresses;
    private final byte[] encoded;

    private AddressRecord(NodeId node, long issuedMillis, List<HostPort> addresses, byte[] encoded) {
        this.node = node;
        this.issuedMillis = issuedMillis;
        this.addresses = List.copyOf(addresses);
        this.encoded = encoded;
    }

    /**
     * Signs a record.
     *
     * @param addresses 1 to {@value #ADDRESSES_MAX}
     */
    public static AddressRecord sign(NodeKey node, long issuedMillis, List<HostPort> addresses) {
        Limits.between("addresses.count", addresses.size(), 1, ADDRESSES_MAX);
        Limits.between("issuedMillis", issuedMillis, 0, MILLIS_MAX);
        ByteSink out = new ByteSink(256);
        out.int8(LAYOUT).bytes(node.id().toBytes()).int64(issuedMillis).int32(addresses.size());
        for (HostPort address : addresses) {
            out.text(address.host()).int16(address.port());
        }
        byte[] signature = node.sign(Signatures.message("address", ANY_SWARM, out.toBytes()));
        return new AddressRecord(
                node.id(), issuedMillis, addresses, out.bytes(signature).toBytes());
    }

    /**
     * Reads a record and checks its signature.
     *
     * @throws MalformedBytesException if the bytes are no such record or the node named did not sign it
     */
    public static AddressRecord read(byte[] bytes) {
        BodyReader in = new BodyReader("AddressRecord", ByteBuffer.wrap(bytes));
        in.int8("layout", LAYOUT, LAYOUT);
        NodeId node = NodeId.of(in.bytes("node", NodeId.BYTES));
        long issuedMillis = in.int64("issuedMillis", 0, MILLIS_MAX);
        int count = in.int32("count", 1, ADDRESSES_MAX);
        List<HostPort> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(readAddress(in));
        }
        byte[] signed = Arrays.copyOf(bytes, bytes.length - in.remaining());
        byte[] signature = in.bytes("signature", NodeKey.SIGNATURE_BYTES);
        in.end();
        if (!Signatures.verify(node, Signatures.message("address", ANY_SWARM, signed), signature)) {
            throw in.malformed("signature: is not by node " + node.shortForm());
        }
        return new AddressRecord(node, issuedMillis, addresses, bytes.clone());
    }

    private static HostPort readAddress(BodyReader in) {
        String host = in.text("host", HostPort.HOST_CHARACTERS_MAX);
        int port = in.int16("port", 1, 0xffff);
        try {
            return new HostPort(host, port);
        } catch (IllegalArgumentException e) {
            throw in.malformed("host: is not a name or a numeric address");
        }
    }

    /** Whose word {@code bytes} would be, if they are a record; null if they cannot be one. Checks nothing. */
    static NodeId nodeOf(byte[] bytes) {
        return bytes.length < 1 + NodeId.BYTES ? null : NodeId.of(Arrays.copyOfRange(bytes, 1, 1 + NodeId.BYTES));
    }

    /** True if these are exactly its bytes. */
    boolean isEncodedAs(byte[] bytes) {
        return Arrays.equals(encoded, bytes);
    }

    /** Whose word it is. */
    public NodeId node() {
        return node;
    }

    /** When it was given, by the node's wall clock. */
    public long issuedMillis() {
        return issuedMillis;
    }

    /** Where the node listens. */
    public List<HostPort> addresses() {
        return addresses;
    }

    /** The bytes that {@link #read} reads; a copy. */
    public byte[] toBytes() {
        return encoded.clone();
    }

    @Override
    public String toString() {
        return "node " + node.shortForm() + " at " + addresses;
    }
}
