package io.kvswarm.internal.identity;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A writer's word that one session may write in its name.
 *
 * <pre>
 * offset  bytes  field
 *      0      1  layout         1
 *      1      1  kind           1 durable, 2 volatile
 *      2     16  swarm
 *     18     32  writer         who lends the right
 *     50     16  session
 *     66     32  sessionKey     public key of the session
 *     98      8  issuedMillis   wall clock, 0 to 2^53-1
 *    106      8  endMillis      0 for durable; else at most {@value #VOLATILE_MILLIS_MAX} after issuedMillis
 *    114     64  signature      by the writer, over {@link Signatures#message} "delegation" of bytes 0 to 113
 * </pre>
 *
 * <p>Reading one does not check the signature: {@link #isSigned()} does.
 */
public final class Delegation {
    /** Length of the whole record. */
    public static final int BYTES = 178;

    /** Longest life of a volatile session: 24 hours. */
    public static final long VOLATILE_MILLIS_MAX = 24L * 60 * 60 * 1000;

    private static final int SIGNED_BYTES = BYTES - NodeKey.SIGNATURE_BYTES;
    private static final int LAYOUT = 1;
    private static final long MILLIS_MAX = (1L << 53) - 1;

    /** Whether the session outlives its process. */
    public enum Kind {
        /** Has a data directory; its marks live until it is ended or its writer leaves the config. */
        DURABLE(1),
        /** In memory only; ends by itself. */
        VOLATILE(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /**
     * What is granted, before it is signed.
     *
     * @param swarm        in which swarm
     * @param session      to which session
     * @param kind         what session that is
     * @param sessionKey   the key the session proves itself with
     * @param issuedMillis since when, by the writer's wall clock
     * @param endMillis    until when, not included; 0 for a durable session
     */
    public record Grant(
            SwarmId swarm, SessionId session, Kind kind, NodeId sessionKey, long issuedMillis, long endMillis) {
        /** Checks the times. */
        public Grant {
            Objects.requireNonNull(swarm, "swarm");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(sessionKey, "sessionKey");
            Limits.between("issuedMillis", issuedMillis, 0, MILLIS_MAX);
            if (kind == Kind.DURABLE) {
                Limits.between("endMillis", endMillis, 0, 0);
            } else {
                Limits.between("endMillis", endMillis, issuedMillis + 1, issuedMillis + VOLATILE_MILLIS_MAX);
            }
        }

        /** A grant to a session that has a data directory. */
        public static Grant durable(SwarmId swarm, SessionId session, NodeId sessionKey, long issuedMillis) {
            return new Grant(swarm, session, Kind.DURABLE, sessionKey, issuedMillis, 0);
        }

        /** A grant to a session in memory, for the longest time there is. */
        public static Grant inMemory(SwarmId swarm, SessionId session, NodeId sessionKey, long issuedMillis) {
            long end = issuedMillis + VOLATILE_MILLIS_MAX;
            return new Grant(swarm, session, Kind.VOLATILE, sessionKey, issuedMillis, end);
        }
    }

    private final Grant grant;
    private final NodeId writer;
    private final byte[] signature;

    private Delegation(Grant grant, NodeId writer, byte[] signature) {
        this.grant = grant;
        this.writer = writer;
        this.signature = signature;
    }

    /** Signs {@code grant} in the writer's name. */
    public static Delegation sign(NodeKey writer, Grant grant) {
        return new Delegation(grant, writer.id(), writer.sign(message(grant, writer.id())));
    }

    /**
     * Reads one from {@code body}, which holds nothing else.
     *
     * @throws io.kvswarm.internal.base.MalformedBytesException if the bytes are no such record
     */
    public static Delegation readFrom(ByteBuffer body) {
        BodyReader in = new BodyReader("Delegation", body);
        in.int8("layout", LAYOUT, LAYOUT);
        Kind kind = in.int8("kind", 1, 2) == Kind.DURABLE.code ? Kind.DURABLE : Kind.VOLATILE;
        SwarmId swarm = SwarmId.of(in.bytes("swarm", SwarmId.BYTES));
        NodeId writer = NodeId.of(in.bytes("writer", NodeId.BYTES));
        SessionId session = SessionId.of(in.bytes("session", SessionId.BYTES));
        NodeId sessionKey = NodeId.of(in.bytes("sessionKey", NodeId.BYTES));
        long issued = in.int64("issuedMillis", 0, MILLIS_MAX);
        long end = kind == Kind.DURABLE
                ? in.int64("endMillis", 0, 0)
                : in.int64("endMillis", issued + 1, issued + VOLATILE_MILLIS_MAX);
        byte[] signature = in.bytes("signature", NodeKey.SIGNATURE_BYTES);
        in.end();
        return new Delegation(new Grant(swarm, session, kind, sessionKey, issued, end), writer, signature);
    }

    /** Appends the {@value #BYTES} bytes of the record. */
    public void writeTo(ByteSink out) {
        writeSigned(out, grant, writer);
        out.bytes(signature);
    }

    /** The {@value #BYTES} bytes of the record. */
    public byte[] toBytes() {
        ByteSink out = new ByteSink(BYTES);
        writeTo(out);
        return out.toBytes();
    }

    /** True if the writer named in it signed it. Whether that writer may write is the config's to say. */
    public boolean isSigned() {
        return Signatures.verify(writer, message(grant, writer), signature);
    }

    /** True if the session has ended by {@code wallMillis}; never for a durable one. */
    public boolean hasEndedAt(long wallMillis) {
        return grant.kind() == Kind.VOLATILE && wallMillis >= grant.endMillis();
    }

    /** What it grants. */
    public Grant grant() {
        return grant;
    }

    /** Who lends the right. */
    public NodeId writer() {
        return writer;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Delegation that
                && grant.equals(that.grant)
                && writer.equals(that.writer)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return grant.hashCode();
    }

    @Override
    public String toString() {
        return "Delegation of " + writer.shortForm() + " to session " + grant.session();
    }

    private static byte[] message(Grant grant, NodeId writer) {
        ByteSink signed = new ByteSink(SIGNED_BYTES);
        writeSigned(signed, grant, writer);
        return Signatures.message("delegation", grant.swarm(), signed.toBytes());
    }

    private static void writeSigned(ByteSink out, Grant grant, NodeId writer) {
        out.int8(LAYOUT).int8(grant.kind().code);
        out.bytes(grant.swarm().toBytes()).bytes(writer.toBytes());
        out.bytes(grant.session().toBytes()).bytes(grant.sessionKey().toBytes());
        out.int64(grant.issuedMillis()).int64(grant.endMillis());
    }
}
