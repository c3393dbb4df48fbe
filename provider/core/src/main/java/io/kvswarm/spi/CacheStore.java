package io.kvswarm.spi;

import io.kvswarm.api.Durability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The entries of one cache. Safe from any thread; each key is linearizable over all processes.
 *
 * <p>Futures fail with {@link io.kvswarm.api.SwarmException}: {@code NO_SUCH_CACHE} once the cache is destroyed, {@code
 * UNREACHABLE} or {@code OUTCOME_UNKNOWN} at the deadline, {@code TOO_LARGE} for keys over 64 KiB and values over 64
 * MiB, {@code REJECTED} by a cache that is full and must not evict.
 */
public interface CacheStore {
    /** Its name. */
    String name();

    /** What it was made with. */
    CachePlan plan();

    /** The entry of a key; null if there is none. */
    CompletableFuture<VersionedValue> get(byte[] key, Patience patience);

    /** The entries of many keys, one request for each owner: in the order of the keys, null where there is none. */
    CompletableFuture<List<VersionedValue>> getAll(List<byte[]> keys, Patience patience);

    /** Makes one change. */
    CompletableFuture<ChangeResult> change(EntryChange change, Patience patience);

    /**
     * Makes many changes, of different keys, in one request for each owner.
     *
     * @return one future for each change, in the same order: each fails by itself, so that the caller knows what was
     *     applied, what was not, and what nobody knows
     */
    List<CompletableFuture<ChangeResult>> changeAll(List<EntryChange> changes, Patience patience);

    /**
     * Removes all entries, without an event for each; takes the same time however many there are.
     *
     * @return how many there were; one whose life ended a moment ago, and of which no owner has taken notice, is one.
     *     If it fails, the message says how much was cleared
     */
    CompletableFuture<Long> clear(Patience patience);

    /**
     * The same, but where somebody watches the cache, in whichever process, nothing is removed: he has to be told of
     * each entry.
     */
    default CompletableFuture<Cleared> clearUnwatched(Patience patience) {
        throw new UnsupportedOperationException("this store does not know who watches");
    }

    /**
     * The next entries in the order of the key space. What is there from the first page to the last comes exactly once.
     *
     * @param from  null for the start
     * @param limit most entries, 1 to 4,096
     */
    CompletableFuture<StorePage> scan(StorePage.Place from, int limit, Patience patience);

    /**
     * What the cache takes, by the word of all storage nodes that answer in time; fails for no other reason than that
     * this node is closed.
     */
    default CompletableFuture<StoreUsage> usage(Duration timeout) {
        throw new UnsupportedOperationException("this store does not know what it takes");
    }

    /**
     * Tells {@code listener} of every change of an entry from now on, whichever process made it, until the watch is
     * closed: in order per key, on one thread at a time, never on one that does network or disk. {@link #clear} and
     * evictions are not told. What may have been missed is a {@link StoreListener#onGap gap}. It ends with the cache:
     * {@link StoreListener#onEnd}.
     */
    Watch watch(StoreListener listener);

    /**
     * Leaves changes that ask for nothing back in this node's outbox: they will be applied, once, in this order, also
     * if no owner can be reached now, and reads of this node see them at once.
     *
     * @param changes    puts and removals without a condition that do not want the old value; a life begins when the
     *     owner applies the put
     * @param durability at the owner
     * @return completes when they are logged, as {@link io.kvswarm.api.Level#LOGGED} has it: on disk if this node has a
     *     directory, else in memory, and gone with the process. Fails with {@code QUEUE_FULL} if the outbox is full;
     *     then none was taken
     */
    default CompletableFuture<Void> log(List<EntryChange> changes, Durability durability) {
        throw new UnsupportedOperationException("this store has no outbox");
    }

    /** Leaves the removal of all entries in this node's outbox, as {@link #log} does with single ones. */
    default CompletableFuture<Void> logClear(Durability durability) {
        throw new UnsupportedOperationException("this store has no outbox");
    }

    /**
     * Makes sure that what is there now under some keys is gone one day, and that this node reads nothing there until
     * then: for changes that were not made or whose outcome is unknown, where an old value would do harm. Removals are
     * left in the outbox as {@link #log} does. They are bounded: when many wait, the entries around a key go, too.
     */
    default CompletableFuture<Void> forget(List<byte[]> keys, Durability durability) {
        throw new UnsupportedOperationException("this store has no outbox");
    }

    /** True if other processes can change it, too; if not, nobody needs a {@link #lease}. */
    default boolean isShared() {
        return false;
    }

    /**
     * Holds off other processes' changes of a key on condition of its version for a while: the way out when one process
     * keeps losing to others. All other changes of the key go on, and make the holder's next one on condition fail.
     *
     * <p>Callers of this process have it one after the other. A change that was held off is not applied, and its result
     * says {@link ChangeResult#isBusy}: who gets that asks for the lease too, or tries again after that time.
     *
     * @return the lease, once the owner has granted it; null if the deadline passed while somebody else had it
     */
    default CompletableFuture<KeyLease> lease(byte[] key, Patience patience) {
        throw new UnsupportedOperationException("this store leases no keys");
    }

    /**
     * The same cache with the entries that were read kept near, in this process. All views of a process see their
     * own completed changes at once. {@link #get} and {@link #getAll} of such a view use what is near, and keep what
     * they were answered; what else it does is as without.
     */
    default CacheStore near(NearPlan plan) {
        return this;
    }

    /**
     * The entry of a key if it is kept near and may be used now: what {@link #get} would give, without a future, a
     * thread or a message. Takes well under a microsecond.
     *
     * <p>Its {@link VersionedValue#lifeMillis} counts from now, and each hit of one near entry has the same {@link
     * VersionedValue#memo}.
     *
     * @return a hit; {@link VersionedValue#ABSENT} if it is known that there is no entry, which is a hit, too; null if
     *     nothing is known here: then ask by {@link #get}, which counts as the miss
     */
    default VersionedValue peek(byte[] key) {
        return null;
    }

    /** How this view's near entries were used; all 0 for a view without. */
    default NearCounts nearCounts() {
        return NearCounts.NONE;
    }

    /**
     * How {@link #clearUnwatched} ended.
     *
     * @param removed  entries that are gone
     * @param isWhole  false if some were left because somebody watches
     */
    record Cleared(long removed, boolean isWhole) {}

    /** A registration. */
    interface Watch extends AutoCloseable {
        /**
         * Completes once every change that is made after that will be told. Owners that cannot be reached are not
         * waited for longer than five seconds; they tell once they can be. Fails with {@code NO_SUCH_CACHE} if the
         * cache was destroyed before.
         */
        CompletableFuture<Void> ready();

        /** Ends it; nothing is told after that but what is on its way. */
        @Override
        void close();
    }
}
