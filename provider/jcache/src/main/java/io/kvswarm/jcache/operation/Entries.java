package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.codec.Codecs;
import io.kvswarm.jcache.codec.UndecodableException;
import io.kvswarm.jcache.statistics.Counters;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries of one cache: the store, seen through the codecs. Safe from any thread; waits for the owner. */
public final class Entries {
    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

    private final CacheStore store;
    private final Codecs codecs;
    private final Patience patience;
    private final Counters counters;
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    /** The entries of a store. */
    public Entries(CacheStore store, Codecs codecs, Patience patience, Counters counters) {
        this.store = store;
        this.codecs = codecs;
        this.patience = patience;
        this.counters = counters;
    }

    /** A key with its bytes. */
    public Key key(Object key) {
        return new Key(Objects.requireNonNull(key, "key"), codecs.encodeKey(key));
    }

    /** How long a call may take. */
    Patience patience() {
        return patience;
    }

    Codecs codecs() {
        return codecs;
    }

    Seen read(Key key) {
        return seen(Await.result(store.get(key.bytes(), patience)));
    }

    List<Seen> readAll(Collection<Key> keys) {
        List<byte[]> bytes = keys.stream().map(Key::bytes).toList();
        List<Seen> seen = new ArrayList<>(bytes.size());
        for (VersionedValue stored : Await.result(store.getAll(bytes, patience))) {
            seen.add(seen(stored));
        }
        return seen;
    }

    ChangeResult send(EntryChange change) {
        return Await.result(store.change(change, patience));
    }

    List<CompletableFuture<ChangeResult>> sendAll(List<EntryChange> changes) {
        return store.changeAll(changes, patience);
    }

    /** Removes all entries; says how many there were. */
    public long clear() {
        return Await.result(store.clear(patience));
    }

    StorePage page(StorePage.Place from, int limit) {
        return Await.result(store.scan(from, limit, patience));
    }

    /** The key that has these bytes; null if it cannot be decoded. */
    Key decodeKey(byte[] bytes) {
        Object key = decode(bytes);
        return key == null ? null : new Key(key, bytes);
    }

    Seen seen(VersionedValue stored) {
        return stored == null ? Seen.NOTHING : new Seen(stored, decode(stored.value()));
    }

    /** What a listener or a later caller may be given of a value that its owner may still change. */
    Object copy(Object value) {
        return value == null || codecs.isImmutable(value) ? value : decode(codecs.encodeValue(value));
    }

    private Object decode(byte[] bytes) {
        try {
            return codecs.decode(bytes);
        } catch (UndecodableException e) {
            counters.addUndecodable();
            if (!hasWarned.getAndSet(true)) {
                LOG.warn("cache {} has entries that cannot be decoded here; they count as absent", store.name(), e);
            }
            return null;
        }
    }
}
