package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.codec.Codecs;
import io.kvswarm.jcache.codec.UndecodableException;
import io.kvswarm.jcache.config.OnUnreachable;
import io.kvswarm.jcache.operation.Seen.From;
import io.kvswarm.jcache.statistics.Counters;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;
import io.kvswarm.spi.KeyLease;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.StorePage;
import io.kvswarm.spi.VersionedValue;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.cache.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries of one cache: the store, seen through the codecs. Safe from any thread; waits for the owner. */
public final class Entries {
    private static final ChangeResult NOT_APPLIED = new ChangeResult(false, null, null);
    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

    private final CacheStore store;
    private final CacheStore near;
    private final Codecs codecs;
    private final Patience patience;
    private final Counters counters;
    private final Unreachable unreachable;
    private final AtomicBoolean hasWarned;

    /**
     * The entries of a store.
     *
     * @param near          the same, for reads that nothing is decided by; it may have entries near
     * @param onUnreachable what to do about owners that cannot be reached
     */
    public Entries(
            CacheStore store,
            CacheStore near,
            Codecs codecs,
            Patience patience,
            Counters counters,
            OnUnreachable onUnreachable) {
        this.store = store;
        this.near = near;
        this.codecs = codecs;
        this.patience = patience;
        this.counters = counters;
        this.unreachable = new Unreachable(onUnreachable);
        this.hasWarned = new AtomicBoolean();
    }

    private Entries(Entries whole, Patience patience) {
        this.store = whole.store;
        this.near = whole.near;
        this.codecs = whole.codecs;
        this.patience = patience;
        this.counters = whole.counters;
        this.unreachable = whole.unreachable;
        this.hasWarned = whole.hasWarned;
    }

    /** The same for a call that has so much time left. */
    Entries within(Duration left) {
        return left.compareTo(patience.deadline()) >= 0
                ? this
                : new Entries(this, new Patience(left, patience.durability(), patience.waitsForAway()));
    }

    /** A key with its bytes. */
    public Key key(Object key) {
        return new Key(Objects.requireNonNull(key, "key"), codecs.encodeKey(key));
    }

    /** How long a call may take. */
    Patience patience() {
        return patience;
    }

    /** What is done about owners that cannot be reached. */
    Unreachable unreachable() {
        return unreachable;
    }

    Codecs codecs() {
        return codecs;
    }

    /** What this process knows to be there by itself; null if it does not know. */
    Seen peek(Key key) {
        VersionedValue here = near.peek(key.bytes());
        if (here == null) {
            return null;
        }
        return here == VersionedValue.ABSENT ? Seen.NOTHING : new Seen(here, shared(here), From.NEAR);
    }

    /** What is there, or was not long ago if entries are kept near. */
    Seen look(Key key) {
        Seen here = peek(key);
        return here == null ? seen(Await.result(near.get(key.bytes(), patience))) : here;
    }

    /** The same for many. */
    List<Seen> lookAll(List<Key> keys) {
        List<Seen> seen = new ArrayList<>(keys.size());
        List<Key> unknown = new ArrayList<>();
        for (Key key : keys) {
            Seen here = peek(key);
            seen.add(here);
            if (here == null) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty()) {
            Iterator<Seen> asked = seen(near.getAll(bytesOf(unknown), patience)).iterator();
            seen.replaceAll(here -> here == null ? asked.next() : here);
        }
        return seen;
    }

    /** The same, not waited for, and not decoded: that is not for the thread the answer comes on. */
    CompletableFuture<VersionedValue> lookLater(Key key) {
        return near.get(key.bytes(), patience);
    }

    /** What is there at its owner. */
    Seen read(Key key) {
        return seen(Await.result(store.get(key.bytes(), patience)));
    }

    List<Seen> readAll(Collection<Key> keys) {
        return seen(store.getAll(bytesOf(keys), patience));
    }

    private static List<byte[]> bytesOf(Collection<Key> keys) {
        return keys.stream().map(Key::bytes).toList();
    }

    private List<Seen> seen(CompletableFuture<List<VersionedValue>> asked) {
        List<VersionedValue> answer = Await.result(asked);
        List<Seen> seen = new ArrayList<>(answer.size());
        answer.forEach(stored -> seen.add(seen(stored)));
        return seen;
    }

    /** The same; where an owner cannot be reached and the cache misses then, {@link Seen#UNREACHABLE}. */
    List<Seen> readAllOrMiss(List<Key> keys) {
        try {
            return readAll(keys);
        } catch (CacheException e) {
            return eachOrMiss(store, keys, e);
        }
    }

    /** The same with entries that are near. */
    List<Seen> lookAllOrMiss(List<Key> keys) {
        try {
            return lookAll(keys);
        } catch (CacheException e) {
            return eachOrMiss(near, keys, e);
        }
    }

    /** Some owners may be there: so each key by itself. */
    private List<Seen> eachOrMiss(CacheStore from, List<Key> keys, CacheException failure) {
        if (!unreachable.isMiss(failure)) {
            throw failure;
        }
        List<CompletableFuture<VersionedValue>> each =
                keys.stream().map(key -> from.get(key.bytes(), patience)).toList();
        List<Seen> seen = new ArrayList<>(each.size());
        for (CompletableFuture<VersionedValue> one : each) {
            seen.add(orMiss(one));
        }
        return seen;
    }

    private Seen orMiss(CompletableFuture<VersionedValue> read) {
        try {
            return seen(Await.result(read));
        } catch (CacheException e) {
            if (!unreachable.isMiss(e)) {
                throw e;
            }
            return Seen.UNREACHABLE;
        }
    }

    ChangeResult send(EntryChange change) {
        return Await.result(store.change(change, patience));
    }

    CompletableFuture<ChangeResult> sendLater(EntryChange change) {
        return store.change(change, patience);
    }

    /** Sends a change that is not worth failing for: an owner that cannot be reached has not applied it. */
    ChangeResult sendOptional(EntryChange change) {
        return optional(store.change(change, patience));
    }

    /** How such a change ended. */
    ChangeResult optional(CompletableFuture<ChangeResult> sent) {
        try {
            return Await.result(sent);
        } catch (CacheException e) {
            if (unreachable.isPassedOver(e)) {
                return NOT_APPLIED;
            }
            throw e;
        }
    }

    /** Leaves changes in the outbox. */
    void log(List<EntryChange> changes) {
        Await.result(store.log(changes, patience.durability()), patience.deadline());
    }

    /** Leaves the removal of all entries in the outbox. */
    void logClear() {
        Await.result(store.logClear(patience.durability()), patience.deadline());
    }

    /** Makes sure that what is there now goes, and is not read until then. */
    void forget(Collection<Key> keys) {
        if (!keys.isEmpty()) {
            List<byte[]> bytes = keys.stream().map(Key::bytes).toList();
            Await.result(store.forget(bytes, patience.durability()), patience.deadline());
        }
    }

    /** The same for a caller who must not wait any more. */
    void forgetUnwaited(Key key) {
        store.forget(List.of(key.bytes()), patience.durability());
    }

    /** Removes all entries unless somebody watches. */
    CacheStore.Cleared clearUnwatched() {
        return Await.result(store.clearUnwatched(patience));
    }

    List<CompletableFuture<ChangeResult>> sendAll(List<EntryChange> changes) {
        return changes.isEmpty() ? List.of() : store.changeAll(changes, patience);
    }

    /** True if other processes can change them, too. */
    boolean isShared() {
        return store.isShared();
    }

    /** The lease of a key; null if another process had it for so long. */
    KeyLease lease(Key key, Duration wait) {
        return Await.result(
                store.lease(key.bytes(), new Patience(wait, patience.durability(), patience.waitsForAway())));
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

    /** The value of a near entry: decoded once if nobody can change it. */
    private Object shared(VersionedValue stored) {
        Object shared = stored.memo();
        if (shared != null) {
            return shared;
        }
        Object value = decode(stored.value());
        if (value != null && codecs.isImmutable(value)) {
            // Others read it without synchronization, and an application's class may have fields that are not final.
            VarHandle.storeStoreFence();
            stored.memo(value);
        }
        return value;
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
