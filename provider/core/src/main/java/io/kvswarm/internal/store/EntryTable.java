package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * All entries of one loop: changes since the last commit, entries in use, and the index below them. Confined to the
 * loop: every method is called there, every callback runs there.
 *
 * <p>Changes come in the order of the log. The order of a commit: {@link #prepareCommit}, then the log's synced mark
 * reaches {@link PreparedCommit#sequence()}, then {@link #commitPrepared}.
 */
public final class EntryTable {
    private final StorePlace place;
    private final Index index;
    private final Cells cells;
    private final TableSettings settings;
    private final ValueReader values;

    /** A table over what {@code index} holds, without the blocking reads that {@link #load} does first. */
    private EntryTable(StorePlace place, Index index, Cells cells, TableSettings settings, ValueReader values) {
        this.place = place;
        this.index = index;
        this.cells = cells;
        this.settings = settings;
        this.values = values;
    }

    /**
     * Reads counts and floors of {@code index}, which may block, and makes a table over it. Call it on a worker, before
     * anything else uses the index; afterwards the table belongs to the loop.
     */
    public static EntryTable load(
            StorePlace place, Index index, Cells cells, TableSettings settings, ValueReader values) {
        return new EntryTable(place, index, cells, settings, values);
    }

    /** What is known of a key, at once. Counts as a use of the entry. */
    public Found find(CacheKey key, long position) {
        return built();
    }

    /** Like {@link #find}, but does not count as a use. */
    public Found peek(CacheKey key, long position) {
        return built();
    }

    /**
     * Makes sure that {@link #find} knows these keys while {@code then} runs.
     *
     * <p>If all are known, {@code then} runs at once, inside this call. It is given null, or the failure of the index if
     * the keys could not be read.
     */
    public void fetch(Collection<PlacedKey> keys, Consumer<SwarmException> then) {
        built();
    }

    /**
     * Gives the value of an entry, from memory or from the log; at once, inside this call, if it is in memory.
     *
     * <p>{@code then} is given the value, or a failure; or two nulls if the entry is not current any more and its record
     * is gone: find it again.
     */
    public void value(StoredEntry entry, BiConsumer<byte[], SwarmException> then) {
        built();
    }

    /**
     * Sets an entry, or tells that its record has been carried to another place in the log.
     *
     * @param record the record with the value
     * @throws IllegalStateException if the version is lower than what is known of the key
     */
    public void put(StoredEntry entry, LogRecord record) {
        built();
    }

    /**
     * Sets the expiry of an entry that {@link #find} has just given, or tells that the record which did has been
     * carried to another place in the log.
     *
     * @param touched the same entry with its new expiry
     * @param record  the record that says so; the one with the value stays live, too
     */
    public void touch(StoredEntry touched, LogRecord record) {
        built();
    }

    /**
     * Removes an entry; nothing happens if there is none.
     *
     * @param version of the record that removes it
     */
    public void remove(CacheKey key, long position, Version version) {
        built();
    }

    /**
     * Makes all entries of a cache in a cell with a version below {@code floor} absent at once; they are deleted in the
     * background.
     *
     * @return how many there were
     */
    public long clear(CacheId cache, int cell, Version floor) {
        return built();
    }

    /** The highest floor of clears whose dead entries are not all deleted yet; {@link Version#NONE} if there is none. */
    public Version floor(CacheId cache, int cell) {
        return built();
    }

    /** Reads a page: entries that are there from the first page of a scan to its last are given exactly once. */
    public void scan(ScanRange range, BiConsumer<ScanPage, SwarmException> then) {
        built();
    }

    /**
     * Collects all changes up to now for a commit.
     *
     * @param last       newest record of the log, which all these changes come from or before; null if nothing was
     *     appended since the last commit
     * @param cellStates states of the cells that have changed
     * @param nodeState  state of the node; null if it has not changed
     * @throws IllegalStateException if a commit is under way
     */
    public PreparedCommit prepareCommit(LogRecord last, Map<Integer, byte[]> cellStates, byte[] nodeState) {
        return built();
    }

    /**
     * Commits what was prepared, once the log is synced up to it. {@code then} is given null or the failure; after a
     * failure the commit is still prepared and this may be called again.
     */
    public void commitPrepared(Consumer<SwarmException> then) {
        built();
    }

    /** True from {@link #prepareCommit} until it is committed. */
    public boolean isCommitUnderWay() {
        return built();
    }

    /** True if there is anything to commit: changes, or entries that a clear has killed. */
    public boolean wantsCommit() {
        return built();
    }

    /** Changes not committed yet. */
    public int overlayEntries() {
        return built();
    }

    /** Memory of the changes not committed yet. */
    public long overlayBytes() {
        return built();
    }

    /** True while so much waits for a commit that the owner should take no more. */
    public boolean isFull() {
        return built();
    }

    /**
     * Entries of a cache. Exact while each key was resident when it was changed; a change of any other is counted as
     * that of an absent key until it is committed.
     */
    public EntryCount count(CacheId cache) {
        return built();
    }

    /** Entries of a cache in a cell; as exact as {@link #count(CacheId)}. */
    public EntryCount count(CacheId cache, int cell) {
        return built();
    }

    /** Caches that have or had entries. */
    public Set<CacheId> caches() {
        return built();
    }

    /** Bytes of log records that entries point to, by segment, as of the last commit. */
    public Map<Long, Long> liveBytes() {
        return built();
    }

    /**
     * Entries that have ended by {@code ownerMillis}, soonest first; each once, until it is changed. Those the index
     * knows are read ahead in the background, so call it every so often.
     */
    public List<Deadline> due(long ownerMillis, int limit) {
        return built();
    }

    /** Sets how much of a cache this node may hold; {@link CacheBounds#NONE} before. */
    public void bounds(CacheId cache, CacheBounds bounds) {
        built();
    }

    /** How much of a cache this node may hold. */
    public CacheBounds bounds(CacheId cache) {
        return built();
    }

    /** True if the cache would be over its bounds with so much more. */
    public boolean wouldExceed(CacheId cache, int moreEntries, long moreBytes) {
        return built();
    }

    /**
     * Entries to remove so that a cache gets back into its bounds: the least used of a sample, never more than needed,
     * each once until it is changed. All are resident. May be fewer than needed, as candidates are read in the
     * background: call it again later. Empty if the cache is within its bounds or must not evict.
     */
    public List<StoredEntry> victims(CacheId cache, int limit) {
        return built();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T built() {
        throw new IllegalStateException("being built: " + place + index + cells + settings + values);
    }
}
