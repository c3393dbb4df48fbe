package io.kvswarm.internal.storage;

import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.SessionId;
import java.util.HashSet;
import java.util.Set;

/** Tells a writer, once a cell and block, what keeps its mutations from ending. Confined to the loop. */
final class Nacks {
    private static final int WAIT_MILLIS = 200;
    private static final int DETAIL_CHARS_MAX = 300;

    private final Link link;
    private final SessionId session;
    private final Set<Integer> told = new HashSet<>(0);

    Nacks(Link link, SessionId session) {
        this.link = link;
        this.session = session;
    }

    /** Numbers behind {@code last} and before the mutation's are missing. */
    void gap(Mutation mutation, long last) {
        if (told.add(mutation.cell())) {
            link.send(new Nack(session, mutation.cell(), Nack.Reason.GAP, last, 0, "numbers are missing"));
        }
    }

    /** The mutation has not ended, for that reason. */
    void add(Nack.Reason reason, Mutation mutation, String detail) {
        if (told.add(mutation.cell())) {
            String text = detail.length() <= DETAIL_CHARS_MAX ? detail : detail.substring(0, DETAIL_CHARS_MAX);
            link.send(new Nack(session, mutation.cell(), reason, mutation.number(), WAIT_MILLIS, text));
        }
    }
}
