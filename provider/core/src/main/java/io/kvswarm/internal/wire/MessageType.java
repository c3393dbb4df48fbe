package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import java.util.function.Function;

/**
 * The kinds of messages and their numbers, which are never given to another. Its rows are also what authorisation
 * covers.
 */
public enum MessageType {
    /** First words on a connection, both ways. */
    HELLO(1, Hello::readFrom),
    /** The last words to a peer that may not go on. */
    REFUSED(2, Refused::readFrom),
    /** Are you there. */
    PING(3, Ping::readFrom),
    /** I am here. */
    PONG(4, Pong::readFrom),
    /** Signed address records. */
    ADDRESSES(5, Addresses::readFrom),
    /** A swarm config the sender runs. */
    CONFIG_NEWS(6, ConfigNews::readFrom),
    /** Would you accept this config. */
    CONFIG_PROPOSAL(7, ConfigProposal::readFrom),
    /** Whether it would. */
    CONFIG_ANSWER(8, ConfigAnswer::readFrom),
    /** A sealed batch of mutations. */
    BLOCK(9, Block::readFrom),
    /** How mutations ended. */
    RESULTS(10, Results::readFrom),
    /** Mutations that have not ended and what to do. */
    NACK(11, Nack::readFrom),
    /** A session that is over for good. */
    END_SESSION(12, EndSession::readFrom),
    /** Its marks are dropped. */
    SESSION_ENDED(13, SessionEnded::readFrom),
    /** Asks for entries. */
    READ(14, Read::readFrom),
    /** Answers a read. */
    ENTRIES(15, Entries::readFrom),
    /** Asks for a page of a cell. */
    SCAN(16, Scan::readFrom),
    /** Answers a scan. */
    PAGE(17, Page::readFrom),
    /** Asks how a node is. */
    ASK_STATUS(18, AskStatus::readFrom),
    /** How it is. */
    STATUS_REPORT(19, StatusReport::readFrom),
    /** Which results need not be kept. */
    CONFIRM(20, Confirm::readFrom),
    /** Asks to be told of a cache's changes. */
    WATCH(21, Watch::readFrom),
    /** Answers a watch. */
    WATCHED(22, Watched::readFrom),
    /** Changes of a watched cache. */
    EVENTS(23, Events::readFrom),
    /** Asks for entries that are to be kept near. */
    HOLD(24, Read::readHoldFrom),
    /** Answers that. */
    HELD(25, Entries::readHeldFrom),
    /** Asks for the right to use what is kept near. */
    LEASE_ASK(26, LeaseAsk::readFrom),
    /** Grants it for a while. */
    LEASE(27, Lease::readFrom),
    /** What is to be kept near no more. */
    INVALIDATE(28, Invalidate::readFrom),
    /** It is not. */
    INVALIDATED(29, Invalidated::readFrom),
    /** Asks for the lease of a key. */
    LEASE_KEY(30, LeaseKey::readFrom),
    /** Answers that. */
    KEY_LEASED(31, KeyLeased::readFrom),
    /** Gives the lease back. */
    RETURN_KEY(32, ReturnKey::readFrom);

    private static final MessageType[] BY_NUMBER = new MessageType[256];

    static {
        for (MessageType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    // A method reference without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<BodyReader, Message> reader;

    MessageType(int number, Function<BodyReader, Message> reader) {
        this.number = number;
        this.reader = reader;
    }

    /** Its number in a frame. */
    public int number() {
        return number;
    }

    /** The kind with that number, or null if there is none. */
    static MessageType of(int number) {
        return BY_NUMBER[number];
    }

    Message read(BodyReader in) {
        return reader.apply(in);
    }
}
