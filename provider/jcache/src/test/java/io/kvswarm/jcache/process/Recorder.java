package io.kvswarm.jcache.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** Keeps what it is told: {@code KEY KIND OLD>NEW}. Safe from any thread. */
final class Recorder
        implements CacheEntryCreatedListener<String, Object>,
                CacheEntryUpdatedListener<String, Object>,
                CacheEntryRemovedListener<String, Object>,
                CacheEntryExpiredListener<String, Object> {
    private static final long EVENT_SECONDS_MAX = 30;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private Recorder() {}

    /** One that a cache tells of all changes from now on. */
    static Recorder of(Cache<String, Object> cache) {
        Recorder recorder = new Recorder();
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(() -> recorder, null, true, false));
        return recorder;
    }

    /** The next events. */
    String next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            String event = events.poll(EVENT_SECONDS_MAX, TimeUnit.SECONDS);
            if (event == null) {
                return "only " + next;
            }
            next.add(event);
        }
        return String.join(",", next);
    }

    private void add(String kind, Iterable<CacheEntryEvent<? extends String, ? extends Object>> told) {
        for (CacheEntryEvent<? extends String, ? extends Object> event : told) {
            events.add(event.getKey() + " " + kind + " " + event.getOldValue() + ">" + event.getValue());
        }
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Object>> told)
            throws CacheEntryListenerException {
        add("created", told);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Object>> told)
            throws CacheEntryListenerException {
        add("updated", told);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Object>> told)
            throws CacheEntryListenerException {
        add("removed", told);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Object>> told)
            throws CacheEntryListenerException {
        add("expired", told);
    }
}
