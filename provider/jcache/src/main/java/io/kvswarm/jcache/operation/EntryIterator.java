package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.integration.PlainEntry;
import io.kvswarm.spi.StorePage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import javax.cache.Cache;

/** Goes over a cache's entries page by page; never gives null. For one thread. */
final class EntryIterator implements Iterator<Cache.Entry<Object, Object>> {
    private static final int PAGE_ENTRIES = 256;

    private final Entries entries;
    private final Runner runner;
    private final Runnable requireOpen;
    private final Queue<Ahead> ahead = new ArrayDeque<>();
    private StorePage.Place place;
    private boolean isLastPage;
    private Key last;

    /**
     * Reads nothing yet.
     *
     * @param requireOpen throws if the cache is closed
     */
    EntryIterator(Entries entries, Runner runner, Runnable requireOpen) {
        this.entries = entries;
        this.runner = runner;
        this.requireOpen = requireOpen;
    }

    /** An entry that comes next. */
    private record Ahead(Key key, Seen seen) {}

    @Override
    public boolean hasNext() {
        requireOpen.run();
        while (ahead.isEmpty() && !isLastPage) {
            readPage();
        }
        return !ahead.isEmpty();
    }

    @Override
    public Cache.Entry<Object, Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the cache has no more entries");
        }
        Ahead next = ahead.remove();
        last = next.key();
        runner.run(new Passing(next));
        return new PlainEntry(next.key().object(), next.seen().value());
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("no entry was given since the last remove");
        }
        requireOpen.run();
        runner.run(new Call(Operation.REMOVE_KEY, last, null, null, null));
        last = null;
    }

    private void readPage() {
        StorePage page = entries.page(place, PAGE_ENTRIES);
        for (StorePage.KeyedValue entry : page.entries()) {
            Key key = entries.decodeKey(entry.key());
            Seen seen = entries.seen(entry.value());
            if (key != null && seen.isFound()) {
                ahead.add(new Ahead(key, seen));
            }
        }
        place = page.next();
        isLastPage = place == null;
    }

    /** An entry that an iterator gives: accessed, and a hit. */
    private record Passing(Ahead entry) implements Step {
        @Override
        public Key key() {
            return entry.key();
        }

        @Override
        public boolean isChange() {
            return false;
        }

        @Override
        public boolean callsApplication() {
            return false;
        }

        @Override
        public boolean isWritten() {
            return false;
        }

        @Override
        public Seen given() {
            return entry.seen();
        }

        @Override
        public Decision decide(Seen seen) {
            return new Decision(Decision.Kind.TOUCHED, null, false, seen.gets(), null);
        }
    }
}
