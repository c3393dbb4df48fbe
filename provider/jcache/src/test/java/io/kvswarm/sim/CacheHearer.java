package io.kvswarm.sim;

import java.util.HashSet;
import java.util.Set;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** A listener: what was put may be told to it once, and only with a value that somebody has put. */
final class CacheHearer
        implements CacheEntryCreatedListener<String, Object>,
                CacheEntryUpdatedListener<String, Object>,
                CacheEntryRemovedListener<String, Object> {
    private final SimSwarm swarm;
    private final SimNode node;
    private final Set<Long> heard = new HashSet<>();

    private CacheHearer(SimSwarm swarm, SimNode node) {
        this.swarm = swarm;
        this.node = node;
    }

    /** A new one. */
    static CacheEntryListenerConfiguration<String, Object> on(SimSwarm swarm, SimNode node, boolean isSynchronous) {
        CacheHearer hearer = new CacheHearer(swarm, node);
        return new MutableCacheEntryListenerConfiguration<>(() -> hearer, null, true, isSynchronous);
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ?>> events) {
        events.forEach(this::hear);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ?>> events) {
        events.forEach(this::hear);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ?>> events) {
        events.forEach(event -> swarm.trace().count("event.removed"));
    }

    private void hear(CacheEntryEvent<? extends String, ?> event) {
        long content = CacheValues.decode(event.getValue());
        swarm.trace().count("event.put");
        // Connections of the real network never repeat a message, and events rely on that.
        boolean isRepeating = swarm.plan().faults().contains(SimFault.DUPLICATION);
        if (!heard.add(content) && !isRepeating) {
            swarm.problem("a listener of " + node + " hears twice of content " + content + " of " + event.getKey());
        }
    }
}
