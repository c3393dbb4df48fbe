package io.kvswarm.jcache.listener;

import java.util.List;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;

/** One listener with its filter. */
final class Registration {
    private final CacheEntryListenerConfiguration<?, ?> configuration;
    private final CacheEntryListener<?, ?> listener;
    private final CacheEntryEventFilter<Object, Object> filter;
    private final Mailbox mailbox;

    /**
     * Makes listener and filter.
     *
     * @param mailbox of an asynchronous listener
     */
    @SuppressWarnings("unchecked")
    Registration(CacheEntryListenerConfiguration<?, ?> configuration, Mailbox mailbox) {
        this.configuration = configuration;
        this.listener = Objects.requireNonNull(
                configuration.getCacheEntryListenerFactory().create(), "the listener factory made null");
        var filterFactory = configuration.getCacheEntryEventFilterFactory();
        this.filter = filterFactory == null ? null : (CacheEntryEventFilter<Object, Object>) filterFactory.create();
        this.mailbox = mailbox;
    }

    CacheEntryListenerConfiguration<?, ?> configuration() {
        return configuration;
    }

    CacheEntryListener<?, ?> listener() {
        return listener;
    }

    CacheEntryEventFilter<?, ?> filter() {
        return filter;
    }

    boolean isSynchronous() {
        return configuration.isSynchronous();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    boolean hears(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    /** The event as this listener is to see it: without the old value if it did not ask for it. */
    EntryEvent eventOf(Cache<?, ?> source, Change change) {
        Object old = configuration.isOldValueRequired() ? change.oldValue() : null;
        boolean isGone = change.type() == EventType.REMOVED || change.type() == EventType.EXPIRED;
        return new EntryEvent(source, change.type(), change.key(), isGone ? old : change.newValue(), old);
    }

    /**
     * Filters and tells.
     *
     * @throws CacheEntryListenerException if filter or listener throws
     */
    void tell(EntryEvent event) {
        try {
            if (filter == null || filter.evaluate(event)) {
                dispatch(List.of(event));
            }
        } catch (CacheEntryListenerException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheEntryListenerException("a cache entry listener failed; the change itself was made", e);
        }
    }

    @SuppressWarnings("unchecked")
    private void dispatch(List<? extends CacheEntryEvent<Object, Object>> events) {
        Iterable<CacheEntryEvent<?, ?>> iterable = (Iterable<CacheEntryEvent<?, ?>>) (Iterable<?>) events;
        switch (events.get(0).getEventType()) {
            case CREATED -> ((CacheEntryCreatedListener<Object, Object>) listener).onCreated(iterable);
            case UPDATED -> ((CacheEntryUpdatedListener<Object, Object>) listener).onUpdated(iterable);
            case REMOVED -> ((CacheEntryRemovedListener<Object, Object>) listener).onRemoved(iterable);
            case EXPIRED -> ((CacheEntryExpiredListener<Object, Object>) listener).onExpired(iterable);
        }
    }
}
