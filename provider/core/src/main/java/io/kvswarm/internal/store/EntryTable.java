package io.kvswarm.internal.store;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Version;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
    private final Slots slots;
    private final Resident resident;
    private final Overlay overlay;
    private final Commits commits;
    private final Fetches fetches;
    private final Values values;
    private final Scans scans;
    private final ExpiryQueue expiry;
    private final Evictor evictor;
    private final Map<Long, Long> liveBytes;
    private final Forgetting forgetting;
    private int openFloors;

    private EntryTable(StorePlace place, Index index, Cells cells, TableSettings settings, ValueReader reader) {
        slots = new Slots(cells);
        forgetting = new Forgetting(slots);
        resident = new Resident(slots, settings.residentBytesMax());
        overlay = new Overlay(settings, resident);
        commits = new Commits(place, index, overlay, settings);
        fetches = new Fetches(place, index, slots, resident);
        values = new Values(reader, slots, resident, fetches);
        scans = new Scans(index, slots, commits);
        expiry = new ExpiryQueue(place, index, slots, commits);
        evictor = new Evictor(place, index, slots, resident, commits);
        liveBytes = new HashMap<>(index.liveBytes());
    }

    /**
     * Reads counts and floors of {@code index}, which may block, and makes a table over it. Call it on a worker, before
     * anything else uses the index; afterwards the table belongs to the loop.
     */
    public static EntryTable load(
            StorePlace place, Index index, Cells cells, TableSettings settings, ValueReader values) {
        EntryTable table = new EntryTable(place, index, cells, settings, values);
        index.counts().forEach((part, count) -> table.slots.part(part).load(count));
        index.floors().forEach((part, floor) -> {
            table.slots.part(part).raiseFloor(floor);
            table.openFloors++;
        });
        return table;
    }

    /** What is known of a key, at once. Counts as a use of the entry. */
    public Found find(CacheKey key, long position) {
        Slot slot = slots.find(key);
        if (slot != null && slot.isKnown) {
            resident.onUse(slot);
            evictor.onUse(slot);
        }
        return found(slot, key, position);
    }

    /** Like {@link #find}, but does not count as a use. */
    public Found peek(CacheKey key, long position) {
        return found(slots.find(key), key, position);
    }

    /**
     * Makes sure that {@link #find} knows these keys while {@code then} runs.
     *
     * <p>If all are known, {@code then} runs at once, inside this call. It is given null, or the failure of the index
     * if the keys could not be read.
     */
    public void fetch(Collection<PlacedKey> keys, Consumer<SwarmException> then) {
        fetches.fetch(keys, then);
    }

    /**
     * Gives the value of an entry, from memory or from the log; at once, inside this call, if it is in memory.
     *
     * <p>{@code then} is given the value, or a failure; or two nulls if the entry is not current any more and its
     * record is gone: find it again.
     */
    public void value(StoredEntry entry, BiConsumer<byte[], SwarmException> then) {
        values.value(entry, then);
    }

    /**
     * Sets an entry. If its version is that of the entry already there, this tells that its record has been carried to
     * another place in the log.
     *
     * @param record the record with the value
     * @throws IllegalStateException if the version is lower than what is known of the key
     */
    public void put(StoredEntry entry, LogRecord record) {
        Slot slot = slots.of(entry.placed());
        StoredEntry now = slot.isKnown ? slot.current() : null;
        if (now != null && now.version().equals(entry.version())) {
            LogRecord touched = slot.pending == null ? null : slot.pending.touchRecord();
            change(slot, new Change(slot.placed, entry.version(), now, record, touched));
        } else {
            change(slot, new Change(slot.placed, entry.version(), entry, record, null));
        }
    }

    /**
     * Sets the expiry of an entry, or, if it is the same as before, tells that the record which set it has been carried
     * to another place in the log.
     *
     * @param touched as {@link #find} has just given it, with its new expiry; only that is taken from it
     * @param record  the record that says so; the one with the value stays live, too
     */
    public void touch(StoredEntry touched, LogRecord record) {
        Slot slot = slots.find(touched.key());
        StoredEntry now = slot == null || !slot.isKnown ? null : slot.current();
        if (now == null || !now.version().equals(touched.version())) {
            throw new IllegalStateException("touched is " + touched + ", there is " + now);
        }
        LogRecord valueRecord = slot.pending == null ? null : slot.pending.valueRecord();
        change(
                slot,
                new Change(slot.placed, now.version(), now.withExpiry(touched.expiryMillis()), valueRecord, record));
    }

    /**
     * Removes an entry; nothing happens if it is known that there is none.
     *
     * @param version of the record that removes it
     */
    public void remove(CacheKey key, long position, Version version) {
        Slot slot = slots.of(new PlacedKey(key, position));
        if (slot.isKnown && slot.live() == null) {
            slot.version = version;
            resident.keep(slot);
            return;
        }
        change(slot, new Change(slot.placed, version, null, null, null));
    }

    /**
     * Makes all entries of a cache in a cell with a version below {@code floor} absent at once; they are deleted in the
     * background. All versions given before are below {@code floor}, all later ones are not. The floor is kept by the
     * index; it need not be given again after a start, but by replay. Where nothing is there is none.
     *
     * @return how many there were
     */
    public long clear(CacheId cache, int cell, Version floor) {
        Part part = slots.partOrNull(cache, cell);
        if (part == null || part.isEmpty()) {
            forgetting.look(part);
            return 0;
        }
        long entries = part.count().entries();
        openFloors += part.floor().equals(Version.NONE) ? 1 : 0;
        part.raiseFloor(floor);
        part.cleared();
        overlay.addClear(part);
        return entries;
    }

    /** Forgets a cache that will never have entries again, part by part: each once it is cleared. */
    public void forget(CacheId cache) {
        forgetting.add(cache);
    }

    /**
     * The highest floor of clears whose dead entries are not all deleted yet; {@link Version#NONE} if there is none.
     */
    public Version floor(CacheId cache, int cell) {
        Part part = slots.partOrNull(cache, cell);
        return part == null ? Version.NONE : part.floor();
    }

    /** Reads a page: entries that are there from the first page of a scan to its last are given exactly once. */
    public void scan(ScanRange range, BiConsumer<ScanPage, SwarmException> then) {
        scans.scan(range, then);
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
        return commits.prepare(last, cellStates, nodeState);
    }

    /**
     * Commits what was prepared, once the log is synced up to it. {@code then} is given null or the failure; after a
     * failure the commit is still prepared and this may be called again.
     */
    public void commitPrepared(Consumer<SwarmException> then) {
        commits.commit((done, failure) -> {
            if (failure == null) {
                committed(done);
            }
            then.accept(failure);
        });
    }

    /** True from {@link #prepareCommit} until it is committed. */
    public boolean isCommitUnderWay() {
        return commits.isUnderWay();
    }

    /** True if there is anything to commit: changes, or entries that a clear has killed. */
    public boolean wantsCommit() {
        return !overlay.isEmpty() || openFloors > 0;
    }

    /**
     * Makes what was committed survive a power cut; {@code then} is given null or the failure. Before that nothing that
     * the index no longer needs may be deleted from the log.
     */
    public void sync(Consumer<SwarmException> then) {
        commits.sync(then);
    }

    /** Changes not committed yet. */
    public int overlayEntries() {
        return overlay.entries();
    }

    /** Memory of the changes not committed yet. */
    public long overlayBytes() {
        return overlay.bytes();
    }

    /** Memory of the entries kept because they were used. */
    public long residentBytes() {
        return resident.bytes();
    }

    /** True while so much waits for a commit that the owner should take no more. */
    public boolean isFull() {
        return overlay.isFull();
    }

    /**
     * Entries of a cache. Exact while each key was resident when it was changed; a change of any other is counted as
     * that of an absent key until it is committed.
     */
    public EntryCount count(CacheId cache) {
        CacheState state = slots.cacheOrNull(cache);
        return state == null ? EntryCount.NONE : state.count();
    }

    /** Entries of a cache in a cell; as exact as {@link #count(CacheId)}. */
    public EntryCount count(CacheId cache, int cell) {
        Part part = slots.partOrNull(cache, cell);
        return part == null ? EntryCount.NONE : part.count();
    }

    /** True if {@link #count(CacheId, int)} is exact: no change of a key that was not resident waits for a commit. */
    public boolean isExact(CacheId cache, int cell) {
        Part part = slots.partOrNull(cache, cell);
        return part == null || part.isExact();
    }

    /** Caches that have or had entries. */
    public Set<CacheId> caches() {
        return Collections.unmodifiableSet(slots.caches());
    }

    /** Bytes of log records that entries point to, by segment, as of the last commit. */
    public Map<Long, Long> liveBytes() {
        return Collections.unmodifiableMap(liveBytes);
    }

    /**
     * Entries that have ended by {@code ownerMillis}, roughly soonest first; each once, until it is changed, or, should
     * that never happen, for ten seconds. Those the index knows are read ahead in the background, so call it every so
     * often. Fetch and find before acting: what the index knows may have changed.
     */
    public List<Deadline> due(long ownerMillis, int limit) {
        return expiry.due(ownerMillis, limit);
    }

    /** Sets how much of a cache this node may hold; {@link CacheBounds#NONE} before. */
    public void bounds(CacheId cache, CacheBounds bounds) {
        evictor.setBounds(slots.cache(cache), bounds);
    }

    /** How much of a cache this node may hold. */
    public CacheBounds bounds(CacheId cache) {
        CacheState state = slots.cacheOrNull(cache);
        return state == null ? CacheBounds.NONE : state.bounds();
    }

    /** True if the cache would be over its bounds with so much more. */
    public boolean wouldExceed(CacheId cache, int moreEntries, long moreBytes) {
        return !bounds(cache).allow(count(cache).plus(moreEntries, moreBytes));
    }

    /**
     * Entries to remove so that a cache gets back into its bounds: the least used of a sample, never more than needed,
     * each once until it is changed. All are resident. May be fewer than needed, as candidates are read in the
     * background: call it again later. Empty if the cache is within its bounds or must not evict.
     */
    public List<StoredEntry> victims(CacheId cache, int limit) {
        return evictor.victims(cache, limit);
    }

    private Found found(Slot slot, CacheKey key, long position) {
        if (slot == null || !slot.isKnown) {
            return slot == null ? foundWithoutSlot(key, position) : NotFound.NOT_RESIDENT;
        }
        StoredEntry entry = slot.current();
        return entry == null ? NotFound.ABSENT : entry;
    }

    private NotFound foundWithoutSlot(CacheKey key, long position) {
        Part part = slots.partOrNull(key.cache(), slots.cells().of(position));
        return part == null || part.isEmptyInIndex() ? NotFound.ABSENT : NotFound.NOT_RESIDENT;
    }

    private void change(Slot slot, Change change) {
        if (change.version().compareTo(slot.version) < 0) {
            throw new IllegalStateException("version is " + change.version() + ", before it was " + slot.version);
        }
        slot.version = change.version();
        count(slot, change.entry());
        overlay.add(slot, change);
        expiry.onChange(slot);
        evictor.onChange(slot);
    }

    private static void count(Slot slot, StoredEntry entry) {
        StoredEntry before = slot.isKnown ? slot.live() : null;
        long entries = (entry == null ? 0L : 1L) - (before == null ? 0L : 1L);
        long bytes = (entry == null ? 0L : entry.bytes()) - (before == null ? 0L : before.bytes());
        slot.part.changed(entries, bytes, !slot.isKnown && entry != null);
    }

    private void committed(Commits.Done done) {
        CommitResult result = done.result();
        // First what the clears have killed: once their floors are gone nothing else tells that it is dead.
        result.purged().forEach(this::purged);
        for (Change change : done.taken().changes()) {
            Slot slot = slots.find(change.placed().key());
            if (slot != null && slot.pending == change) {
                expiry.onSettled(slot);
                overlay.settle(slot, settled(change, done.batch().entries().get(change.placed())));
            }
        }
        overlay.trim();
        done.taken().parts().forEach(part -> part.committed(result.counts().get(part.name())));
        result.liveBytes().forEach((segment, bytes) -> {
            if (bytes == 0) {
                liveBytes.remove(segment);
            } else {
                liveBytes.put(segment, bytes);
            }
        });
        result.floorsDone().forEach((name, floor) -> floorDone(slots.part(name), floor));
        done.taken().parts().forEach(forgetting::look);
    }

    /** What stays in memory: the value too, unless it is large, although the index has it not. */
    private static StoredEntry settled(Change change, StoredEntry inIndex) {
        boolean keep = change.entry() != null && change.entry().valueBytes() <= Values.KEEP_BYTES_MAX;
        return keep ? change.entry() : inIndex;
    }

    private void purged(PlacedKey placed) {
        Slot slot = slots.find(placed.key());
        if (slot == null || slot.pending != null) {
            return;
        }
        slot.isKnown = true;
        slot.entry = slot.live();
        resident.keep(slot);
    }

    private void floorDone(Part part, Version floor) {
        boolean wasOpen = !part.floor().equals(Version.NONE);
        part.floorIsDone(floor);
        openFloors -= wasOpen && part.floor().equals(Version.NONE) ? 1 : 0;
        forgetting.look(part);
    }
}
