package io.kvswarm.jcache.listener;

import io.kvswarm.jcache.codec.Codecs;
import io.kvswarm.jcache.codec.UndecodableException;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.StoreEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of one open cache. Safe from any thread. */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Cache<?, ?> source;
    private final CacheStore store;
    private final Codecs codecs;
    private final Executor executor;
    private final Duration readyMax;
    private final boolean isToldByOwners;
    private final Lanes lanes;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private CacheStore.Watch watch;

    /**
     * No listeners yet.
     *
     * @param executor       tells those that are asynchronous
     * @param readyMax       longest time a registration takes
     * @param isToldByOwners true if also this process's own changes are told when their owners have made them, because
     *     they are only left in the outbox
     */
    public Listeners(
            Cache<?, ?> source,
            CacheStore store,
            Codecs codecs,
            Executor executor,
            Duration readyMax,
            boolean isToldByOwners) {
        this.source = source;
        this.store = store;
        this.codecs = codecs;
        this.executor = executor;
        this.readyMax = readyMax;
        this.isToldByOwners = isToldByOwners;
        this.lanes = new Lanes(executor);
    }

    /** True if somebody listens. */
    public boolean isAny() {
        return !registrations.isEmpty();
    }

    /** True if somebody listens to whom this process's own changes have to be announced. */
    public boolean isAnnounced() {
        return !isToldByOwners && isAny();
    }

    /**
     * Adds a listener; it hears of every change made after this returns, and of expirations. Owners that cannot be
     * reached now tell of their changes once they can be.
     */
    public void register(CacheEntryListenerConfiguration<?, ?> configuration) {
        CompletableFuture<Void> ready = add(new Registration(configuration, new Mailbox(executor)));
        try {
            ready.get(readyMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("cache {} may not hear of every change of other processes yet", store.name(), e);
        }
    }

    private synchronized CompletableFuture<Void> add(Registration registration) {
        registrations.add(registration);
        if (watch == null) {
            watch = store.watch(this::onStoreEvent);
        }
        return watch.ready();
    }

    /** Removes a listener; does nothing if it is not there. */
    public synchronized void deregister(CacheEntryListenerConfiguration<?, ?> configuration) {
        registrations.removeIf(registration -> registration.configuration().equals(configuration));
        if (registrations.isEmpty()) {
            endWatch();
        }
    }

    /** What application code there is: listeners and filters. */
    public List<Object> applicationObjects() {
        List<Object> objects = new ArrayList<>();
        for (Registration registration : registrations) {
            objects.add(registration.listener());
            objects.add(registration.filter());
        }
        return objects;
    }

    /** Removes all listeners. */
    public synchronized void close() {
        registrations.clear();
        endWatch();
    }

    /**
     * Puts a change in order behind earlier ones of its key; {@link Announcement#await} then tells it.
     *
     * @param keyHash equal for equal keys
     */
    public void announce(int keyHash, Change change, Announcement announcement) {
        for (Registration registration : registrations) {
            if (registration.hears(change.type())) {
                EntryEvent event = registration.eventOf(source, change);
                if (registration.isSynchronous()) {
                    announcement.add(lanes.enter(keyHash, () -> registration.tell(event)));
                } else {
                    registration.mailbox().put(() -> registration.tell(event));
                }
            }
        }
    }

    private void endWatch() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    /** Of other processes, and ends of lives: what this process did was announced when it did it. */
    private void onStoreEvent(StoreEvent event) {
        if (event.isOwn() && !isToldByOwners && event.kind() != StoreEvent.Kind.EXPIRED) {
            return;
        }
        try {
            Object key = codecs.decode(event.key());
            Change change = new Change(
                    EventType.valueOf(event.kind().name()), key, decode(event.oldValue()), decode(event.newValue()));
            Announcement announcement = new Announcement();
            announce(Arrays.hashCode(event.key()), change, announcement);
            announcement.await();
        } catch (UndecodableException e) {
            LOG.warn("an event of cache {} was not told, its key or value cannot be decoded here", store.name(), e);
        }
    }

    private Object decode(byte[] bytes) throws UndecodableException {
        return bytes == null ? null : codecs.decode(bytes);
    }
}
