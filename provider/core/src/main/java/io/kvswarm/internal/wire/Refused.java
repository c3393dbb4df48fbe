package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * The last words to a peer that may not go on; the connection ends behind it.
 *
 * @param code name of an {@link io.kvswarm.api.ErrorCode}
 * @param reason one line for the peer's log: what, and which command would mend it
 */
public record Refused(String code, String reason) implements Message {
    static Refused readFrom(BodyReader in) {
        String code = in.text("code", 64);
        String reason = in.text("reason", 4096);
        return new Refused(code, reason);
    }

    @Override
    public MessageType type() {
        return MessageType.REFUSED;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.text(code);
        out.text(reason);
    }
}
