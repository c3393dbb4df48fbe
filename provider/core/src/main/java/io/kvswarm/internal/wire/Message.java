package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.ByteSink;

/** What one node says to another in one frame. Immutable. */
public sealed interface Message
        permits Addresses,
                AskStatus,
                Block,
                ConfigAnswer,
                ConfigNews,
                ConfigProposal,
                Confirm,
                EndSession,
                Entries,
                Events,
                Hello,
                Invalidate,
                Invalidated,
                KeyLeased,
                Lease,
                LeaseAsk,
                LeaseKey,
                Nack,
                Page,
                Ping,
                Pong,
                Read,
                Refused,
                Results,
                ReturnKey,
                Scan,
                SessionEnded,
                StatusReport,
                Watch,
                Watched {
    /** Number of its kind in a frame. */
    MessageType type();

    /** Writes the body, without the frame around it. */
    void writeTo(ByteSink out);
}
