package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;

/**
 * The owner has dropped the marks of a session in all its cells.
 *
 * @param session the session
 */
public record SessionEnded(SessionId session) implements Message {
    static SessionEnded readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        return new SessionEnded(session);
    }

    @Override
    public MessageType type() {
        return MessageType.SESSION_ENDED;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
    }
}
