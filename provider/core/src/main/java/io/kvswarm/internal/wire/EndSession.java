package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * A session that is over for good: all it sent is confirmed, its marks can go.
 *
 * @param session the session
 */
public record EndSession(SessionId session) implements Message {
    static EndSession readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        return new EndSession(session);
    }

    @Override
    public MessageType type() {
        return MessageType.END_SESSION;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
    }
}
