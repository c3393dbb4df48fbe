package io.kvswarm.jcache.listener;

import java.util.ArrayList;
import java.util.List;

/** Events that were put in order and have not been told yet. Confined to the thread of the operation that made them. */
public final class Announcement {
    private final List<Lanes.Ticket> tickets = new ArrayList<>(2);

    /** With nothing in it. */
    public Announcement() {}

    void add(Lanes.Ticket ticket) {
        tickets.add(ticket);
    }

    /**
     * Returns when every synchronous listener has been told.
     *
     * @throws javax.cache.event.CacheEntryListenerException if one of them threw; all have been told nevertheless
     */
    public void await() {
        Throwable first = null;
        for (Lanes.Ticket ticket : tickets) {
            Throwable thrown = ticket.await();
            if (first == null) {
                first = thrown;
            } else if (thrown != null && thrown != first) {
                first.addSuppressed(thrown);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
