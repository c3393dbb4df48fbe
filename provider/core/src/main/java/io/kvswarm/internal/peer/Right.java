package io.kvswarm.internal.peer;

import io.kvswarm.internal.wire.MessageType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a principal may do, and which right each type of message takes. A type without a row is refused to everybody.
 */
public enum Right {
    /** Be linked: heartbeats, addresses, configs, status. */
    LINK,
    /** Ask for entries. */
    READ,
    /** Send mutations. */
    WRITE,
    /** Answer for cells or a queue. */
    SERVE;

    private static final Map<MessageType, Right> NEEDED = new EnumMap<>(Map.ofEntries(
            Map.entry(MessageType.HELLO, LINK),
            Map.entry(MessageType.REFUSED, LINK),
            Map.entry(MessageType.PING, LINK),
            Map.entry(MessageType.PONG, LINK),
            Map.entry(MessageType.ADDRESSES, LINK),
            Map.entry(MessageType.CONFIG_NEWS, LINK),
            Map.entry(MessageType.CONFIG_PROPOSAL, LINK),
            Map.entry(MessageType.CONFIG_ANSWER, LINK),
            Map.entry(MessageType.ASK_STATUS, LINK),
            Map.entry(MessageType.STATUS_REPORT, LINK),
            // Whoever lost the right to write may still tidy up behind itself.
            Map.entry(MessageType.END_SESSION, LINK),
            Map.entry(MessageType.INVALIDATED, LINK),
            Map.entry(MessageType.READ, READ),
            Map.entry(MessageType.HOLD, READ),
            Map.entry(MessageType.LEASE_ASK, READ),
            Map.entry(MessageType.SCAN, READ),
            Map.entry(MessageType.WATCH, READ),
            Map.entry(MessageType.BLOCK, WRITE),
            Map.entry(MessageType.CONFIRM, WRITE),
            Map.entry(MessageType.LEASE_KEY, WRITE),
            // Whoever lost the right to write holds up nobody.
            Map.entry(MessageType.RETURN_KEY, LINK),
            Map.entry(MessageType.RESULTS, SERVE),
            Map.entry(MessageType.NACK, SERVE),
            Map.entry(MessageType.SESSION_ENDED, SERVE),
            Map.entry(MessageType.ENTRIES, SERVE),
            Map.entry(MessageType.PAGE, SERVE),
            Map.entry(MessageType.WATCHED, SERVE),
            Map.entry(MessageType.EVENTS, SERVE),
            Map.entry(MessageType.KEY_LEASED, SERVE),
            Map.entry(MessageType.HELD, SERVE),
            Map.entry(MessageType.LEASE, SERVE),
            Map.entry(MessageType.INVALIDATE, SERVE)));

    /** The right a message of that type takes; empty if it has no row. */
    public static Optional<Right> neededFor(MessageType type) {
        return Optional.ofNullable(NEEDED.get(type));
    }
}
